"""The scenarios that come with the package: where they are, what they are, and how a name finds its file."""
