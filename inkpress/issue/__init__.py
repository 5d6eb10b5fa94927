"""5  posts + calendar -> Issue."""
