"""Names of regions and sectors as they are shown."""


def short_name(name: str) -> str:
    """Long name of a region or sector without what stands in brackets."""
    return name.partition(" (")[0].strip()
