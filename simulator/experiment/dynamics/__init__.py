"""Timelines: outcomes of dated scenarios period by period, with stocks, commitments and imports pulled forward."""
