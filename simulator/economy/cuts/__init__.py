"""Baselines with fewer regions and sectors: those of another, put together so that every identity stays exact."""
