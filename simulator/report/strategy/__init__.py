"""A game as a story: its charts, the sentences of its answer, and its page."""
