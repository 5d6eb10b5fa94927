"""Words, shared by the stages: arXiv ids, slugs, white space, sentences. Pure functions on strings.

It stands below the stages so that `read` and `check` cut sentences the same way.
"""

from inkpress.text.ids import ArxivId, parse_arxiv_id, slug_of_file, slug_of_name, slugify
from inkpress.text.normal import clean_for_terminal, collapse, normalise, sha256
from inkpress.text.sentences import split_sentences

__all__ = [
    "ArxivId",
    "clean_for_terminal",
    "collapse",
    "normalise",
    "parse_arxiv_id",
    "sha256",
    "slug_of_file",
    "slug_of_name",
    "slugify",
    "split_sentences",
]
