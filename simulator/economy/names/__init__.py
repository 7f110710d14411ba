"""Names that people use for regions and sectors, and what they stand for in an economy."""

from simulator.economy.names.meaning import Kind, Meaning, meaning_of

__all__ = ["Kind", "Meaning", "meaning_of"]
