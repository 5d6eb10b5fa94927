"""1  papers + the author's past choices -> ranked candidates with reasons."""
