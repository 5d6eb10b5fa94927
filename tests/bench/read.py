"""Reading: seconds and peak memory, each source kind of one paper of 200,000 characters, in a process of its own.

The paper is made up, so that the figures need no test data; the HTML and the PDF hold the same words.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import Table

SECTIONS, PARAGRAPHS = 20, 24
_SENTENCE = "In run {n} the model reaches {n}.5 points on the test set, which is more than any earlier one has reached."
_MEASURE = """
import resource, sys, time
from pathlib import Path
from inkpress.pipeline.read import read_file
start = time.perf_counter()
text = read_file(Path(sys.argv[1]))
took = time.perf_counter() - start
characters = sum(len(s.text) for s in text.sentences())
print(f"{took:.3f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} {characters}")
"""


def bench() -> Table:
    """Of one run each; memory includes the interpreter and what reading imports."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("paper.tex", _tex()), ("paper.html", _html()), ("paper.pdf", _pdf())):
            path = Path(folder) / name
            path.write_bytes(content)
            command = [sys.executable, "-c", _MEASURE, str(path)]
            took, memory, characters = subprocess.run(
                command, capture_output=True, text=True, check=True
            ).stdout.split()
            goal = "" if name.endswith("pdf") else "< 0.3 s"
            rows.append((f"read {name}", f"{int(characters):,}", took, memory, goal))
    return Table("read", ("what", "characters", "seconds", "MB", "goal"), tuple(rows))


def _paragraphs() -> list[list[str]]:
    return [
        [" ".join(_SENTENCE.format(n=100 * s + 4 * p + i) for i in range(4)) for p in range(PARAGRAPHS)]
        for s in range(SECTIONS)
    ]


def _tex() -> bytes:
    parts = [r"\documentclass{article}\newcommand{\model}{model\xspace}\begin{document}"]
    for number, section in enumerate(_paragraphs(), 1):
        parts.append(rf"\section{{Part {number}}}\label{{s{number}}}")
        parts += [text.replace("model", r"\model{}").replace("than", r"than~\cite{a}") for text in section]
        parts.append(r"\begin{table}\caption{Runs.}\begin{tabular}{ll}run & $1.5 \pm 0.1$\\ \end{tabular}\end{table}")
    return "\n\n".join([*parts, r"\end{document}"]).encode()


def _html() -> bytes:
    parts = []
    for number, section in enumerate(_paragraphs(), 1):
        parts.append(f'<section id="S{number}" class="ltx_section"><h2 class="ltx_title ltx_title_section">Part</h2>')
        parts += [
            f'<div class="ltx_para"><p class="ltx_p">{text} <math alttext="x_1"><mi>x</mi></math></p></div>'
            for text in section
        ]
        parts.append("</section>")
    return f"<html><body><article class='ltx_document'>{''.join(parts)}</article></body></html>".encode()


def _pdf() -> bytes:
    lines = [line for section in _paragraphs() for text in section for line in _wrapped(text)]
    pages = [lines[i : i + 50] for i in range(0, len(lines), 50)]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, page in enumerate(pages):
        content = "".join(f"BT /F1 10 Tf 72 {720 - 13 * n} Td ({line}) Tj ET\n" for n, line in enumerate(page))
        resources = "/Resources<</Font<</F1 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {5 + 2 * number} 0 R{resources}>>")
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj{text} endobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    return f"{body}{head}{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>startxref {len(body)} %%EOF".encode()


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 90)
