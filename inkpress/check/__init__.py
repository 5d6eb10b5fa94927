"""4  post + PaperText -> findings."""
