"""Mixed equilibria of two players: all of them where vertices can be counted, else those that paths reach."""
