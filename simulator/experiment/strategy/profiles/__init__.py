"""Profiles of a game: which equilibria stand behind them, how they are solved, and what they are worth."""
