"""Tests of the baseline economy."""
