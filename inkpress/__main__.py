"""`python -m inkpress` is the `inkpress` command."""

from inkpress.cli import main

main()
