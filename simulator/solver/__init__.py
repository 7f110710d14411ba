"""The equilibrium iteration on bare arrays: block, sweep, step, acceleration, one status per case."""
