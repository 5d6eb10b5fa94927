"""Rows and cells of a `tabular`, while it is being read."""

from __future__ import annotations

import re

MAX_ROWS = 3_000
MAX_COLUMNS = 200


class Grid:
    """Cells fill rows; a spanning cell leaves empty ones beside it, so that columns stay aligned."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.caption = ""  # a longtable holds its own
        self._row: list[str] = []
        self._part = 0  # where the rows begin that belong to no head or foot yet
        self._span = 0  # empty cells to add behind the current one

    def span(self, columns: int) -> None:
        """The current cell spans `columns`."""
        self._span = min(max(columns - 1, 0), MAX_COLUMNS)

    def end_cell(self, text: str) -> None:
        """The current cell holds `text`."""
        if len(self._row) < MAX_COLUMNS:
            text = " ".join(text.split())
            text = text if "+-" not in text else re.sub(r"(?<=\d) ?\+- ?(?=\d)", " ± ", text)  # siunitx's columns
            self._row += [text, *[""] * self._span]
        self._span = 0

    def end_row(self, text: str) -> None:
        """The row's last cell holds `text`; a row without text is left out."""
        self.end_cell(text)
        if any(self._row) and len(self.rows) < MAX_ROWS:
            self.rows.append(self._row)
        self._row = []

    def end_part(self, *, repeated: bool) -> None:
        """A longtable's head or foot ends here; one that only stands on further pages is left out."""
        if repeated:
            del self.rows[self._part :]
        self._part = len(self.rows)

    @property
    def has_parts(self) -> bool:
        """Whether a head or foot has ended before."""
        return self._part > 0

    def text(self) -> str:
        """All cells as running text; lines of a one-column table are one text."""
        return ("; " if self.is_table() else " ").join(" ".join(cell for cell in row if cell) for row in self.rows)

    def is_table(self) -> bool:
        """Whether it holds more than one column: many papers lay out text with one-column tables."""
        return any(sum(bool(cell) for cell in row) > 1 for row in self.rows)
