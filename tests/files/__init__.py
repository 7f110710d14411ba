"""Tests of how users' files are read and written."""
