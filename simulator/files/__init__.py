"""Files of users: how they are read with the place of every problem, and written whole."""
