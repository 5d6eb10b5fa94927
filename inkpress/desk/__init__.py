"""The author's local page: the drafts as web page, e-mail and text, beside what `check` finds. Loopback only.

Entry point: `open_desk`. What is shown comes from callables; the server itself decides nothing about posts.
"""

from inkpress.desk.board import Board, Mail, Row
from inkpress.desk.server import open_desk

__all__ = ["Board", "Mail", "Row", "open_desk"]
