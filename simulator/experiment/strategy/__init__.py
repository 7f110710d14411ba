"""What players want, what they levy for it, and what their moves are worth."""
