"""A scenario under any values of a few levers at once: a grid that is solved, and splines between its points."""
