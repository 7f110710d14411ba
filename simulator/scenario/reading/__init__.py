"""Reading scenario files: drafts, checks, overrides, and what they mean for an economy."""
