"""Tests of the experiment room."""
