"""What is uncertain beside the measures, and draws of it."""
