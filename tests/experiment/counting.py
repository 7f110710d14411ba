"""How far a batch is, heard by nobody."""


def ignored(_):
    """Let a task count without a listener."""
