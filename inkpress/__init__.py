"""inkpress: from the day's flood of papers to a plain-language newsletter.

Data flows one way, and each folder has one job:

    pick -> (author chooses) -> read -> draft -> (author edits) -> check -> issue -> render -> deliver

`pipeline/` holds the verbs (read, decide, write), `adapters/` is the only place that touches
network, disk or database, `cli/` parses and prints. Start reading at `pipeline/issue.py`.
"""

__version__ = "0.1.0"
