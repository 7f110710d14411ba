"""Pure kernels on bare arrays: one function for each equation, in changes against the baseline."""
