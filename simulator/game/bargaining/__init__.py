"""Bargaining over a finite set of profiles: what all could agree to, what they would, and what is short if nothing."""
