"""Charts of a run or an experiment: one family a file."""
