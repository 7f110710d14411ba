"""What follows from the payoffs of a game, as tables: leverage, equilibria, deals, concerns, and how sure each is."""
