"""Figures and page of a timeline: how outcomes of dated scenarios evolve."""
