"""How numbers, names and questions are written."""
