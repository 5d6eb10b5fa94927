"""3  PaperText -> explainer Markdown, every claim tied to evidence in the paper."""
