"""Ask a model for a second opinion on the sentences of posts that cite a span: `[check] judge_with_model`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inkpress.adapters.papers import cached_paper
from inkpress.adapters.templates import template_environment
from inkpress.check import read_material
from inkpress.check.judge import AT_ONCE, Cited, answer_schema, cited_sentences, doubts, in_batches, read_judgements
from inkpress.check.waivers import split_waived
from inkpress.config import Workspace
from inkpress.models import Finding, Post, Prompt, Reply

AskModel = Callable[[Prompt], Reply]
TOKENS_A_PAIR = 80  # of an answer


def judge_with_model(workspace: Workspace, posts: Sequence[Post], ask: AskModel) -> list[Finding]:
    """What the model doubts in `posts`, waived findings left out. Raises ModelError when it cannot be asked."""
    environment = template_environment(workspace.templates, folder="prompts")
    template = environment.get_template("judge.md.j2")

    def prompt(pairs: Sequence[Cited]) -> Prompt:
        context = template.new_context({"pairs": pairs})
        system, user = ("".join(template.blocks[name](context)).strip() for name in ("system", "user"))
        schema = answer_schema(pairs)
        return Prompt(name="judge", system=system, user=user, answer_schema=schema, max_tokens=AT_ONCE * TOKENS_A_PAIR)

    found: list[Finding] = []
    for post in posts:
        paper = cached_paper(workspace, post.front.paper) if post.front.paper else None
        material = read_material(post, paper)
        seen: list[Finding] = []
        for pairs in in_batches(cited_sentences(material)):
            verdicts = read_judgements(ask(prompt(pairs)).text, pairs)
            seen += doubts(material, pairs, verdicts)
        found += split_waived(seen, post)[0]
    return found
