"""The papers the author said yes to: read from the newest file in posts/picks/."""

from __future__ import annotations

from inkpress.adapters.picks import read_picks
from inkpress.config import Workspace
from inkpress.errors import NothingReady
from inkpress.pick.picksfile import choices_of, parse_picks


def chosen_papers(workspace: Workspace) -> list[str]:
    """Ids of the papers with `choose: yes` in the newest picks file, in its order.

    Raises NothingReady when there is no such file or no such paper, PostError when the file cannot be used.
    """
    files = read_picks(workspace)
    if not files:
        raise NothingReady("no paper has been picked yet", hint="run `inkpress pick`, or name one: `inkpress draft ID`")
    day, name, text = files[-1]
    chosen = [choice.id for choice in choices_of(parse_picks(text, name), name, day) if choice.choose == "yes"]
    if not chosen:
        hint = "set `choose: yes` beside one, or run `inkpress pick --choose ID`"
        raise NothingReady("no paper is chosen", file=name, hint=hint)
    return list(dict.fromkeys(chosen))
