"""The look of all figures: colours, marks, labels, and figures as text."""
