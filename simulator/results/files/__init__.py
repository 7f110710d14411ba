"""Results on disk: the folder of a run, and the formats of other tools."""
