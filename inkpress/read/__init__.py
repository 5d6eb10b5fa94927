"""2  source archive, HTML or PDF bytes -> PaperText (sections, figures, numbers)."""
