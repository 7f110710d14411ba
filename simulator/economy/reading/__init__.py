"""Baselines on disk: which ship, what a folder holds, and how its tables are read."""
