"""How a batch of equilibria is solved: tasks, where they run, and where their numbers are kept until all are there."""
