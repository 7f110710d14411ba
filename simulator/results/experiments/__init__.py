"""Results of experiments, which ask one question of many equilibria."""
