"""3  PaperText -> explainer Markdown, every claim tied to evidence in the paper.

Two engines make the same `Outline`: `extract_outline` quotes the authors and asks the author for the rest,
`model_outline` has a model collect claims, drops what the paper does not support, and composes from what is left.
`write_post` turns an outline into a post and the evidence file beside it.
"""

from inkpress.draft.asking import Model
from inkpress.draft.compose import Style, model_outline
from inkpress.draft.extract import extract_outline, text_warnings
from inkpress.draft.layout import DraftedPost, Dropped, Outline
from inkpress.draft.markdown import write_post
from inkpress.draft.places import Places
from inkpress.draft.ranker import best_sentence

__all__ = [
    "DraftedPost",
    "Dropped",
    "Model",
    "Outline",
    "Places",
    "Style",
    "best_sentence",
    "extract_outline",
    "model_outline",
    "text_warnings",
    "write_post",
]
