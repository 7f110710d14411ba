"""Scenario files: what they may say, how they are read and checked, and which flows their measures hit."""
