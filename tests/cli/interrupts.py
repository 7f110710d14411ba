"""Commands that are to be interrupted."""

import signal


def hear_interrupts():
    """Undo, in a command before it begins, that interrupts are ignored, as it inherits from tests in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
