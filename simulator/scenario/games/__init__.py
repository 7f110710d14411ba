"""Game files: who can move, between which levels, and what each cares about."""
