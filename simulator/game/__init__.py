"""Games on bare payoff arrays: what players who want this would do, and what it takes for an agreement to hold."""
