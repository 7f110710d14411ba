"""Shipped baselines, each a folder of tables with its sources."""
