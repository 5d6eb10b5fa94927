"""The verbs: one file per command, each reads, decides and writes, in that order."""
