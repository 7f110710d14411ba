"""From measures to arrays: what a scenario does to an economy."""
