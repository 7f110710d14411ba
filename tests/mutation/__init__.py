"""Shipped files with one thing changed."""
