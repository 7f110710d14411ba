"""Scenarios through time: what happens on which day, futures, and what a period amounts to on average."""
