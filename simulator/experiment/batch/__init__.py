"""How a batch of equilibria is solved: tasks, where they run, and where their numbers are kept until all are there.

Every number goes through a file, even where one process solves a handful of cases: a task writes its block into a
store, and whoever asked reads it from there. So one route serves a run, an experiment and a timeline, on one processor,
several or a cluster; memory does not grow with the length of a batch; what was finished outlives a process that is
killed, and `--resume` finds it by the digest of everything that it follows from. It costs some milliseconds a
block.
"""
