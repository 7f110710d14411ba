"""From solved arrays to labelled numbers, and to their quantiles over draws."""
