"""Concerns: the weights of outcomes under which players would do what they did, and the map over two of them."""
