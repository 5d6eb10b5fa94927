"""6  Issue + site -> artifacts: e-mail HTML and text, pages, feeds, cards."""
