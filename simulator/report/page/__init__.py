"""The report page of a run: answer, chapters of charts, cards and tables."""
