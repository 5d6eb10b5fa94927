"""6  Issue + site -> artifacts: e-mail HTML and text, pages, feeds, cards.

One tree, several writers. `document.parse_document` makes the tree from Markdown; `article.article_html` writes it for
the web and `email.render_email` for the inbox (HTML, text and the message's bytes), formulas are in `formula/`.
`site.site_pages` makes the archive's pages, and `mailcheck.check_email` looks at a finished mail.
"""
