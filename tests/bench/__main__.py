"""`python -m tests.bench [NAME...]`: run the named benchmarks, or all, and print their tables."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import tests.bench
from tests.bench import Table


def main(names: Sequence[str]) -> int:
    """Run the modules `names` of this package, all when none is given; 1 when one of them is not there."""
    known = sorted(m.name for m in pkgutil.iter_modules(tests.bench.__path__) if not m.name.startswith("_"))
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are {', '.join(known)}\n")
        return 1
    for name in names or known:
        table = importlib.import_module(f"tests.bench.{name}").bench()
        sys.stdout.write(as_text(table) + "\n")
        sys.stdout.flush()
    return 0


def as_text(table: Table) -> str:
    """The table in columns; numbers stand to the right."""
    lines = [table.head, *table.rows]
    widths = [max(len(row[column]) for row in lines) for column in range(len(table.head))]
    shown = []
    for row in lines:
        cells = [
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        shown.append("  ".join(cells).rstrip())
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([f"\n{table.title}", rule, shown[0], rule, *shown[1:], rule, *table.notes])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
