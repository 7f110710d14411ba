"""From scenario files to results: what is asked for, the cases that follow, and their solution.

Import from its modules: `plan` needs no labelled arrays, so that checking a file stays quick.
"""
