"""The equilibrium iteration on bare arrays: block, evaluation, step, acceleration, one status per case."""
