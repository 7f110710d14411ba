"""How fast the simulator is, how much memory it takes, and how both compare with other ways to the same numbers."""
