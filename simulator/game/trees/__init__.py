"""Games in which players and chance move one after the other, each seeing what came before."""
