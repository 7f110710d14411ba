"""The line that says where a chart that travels alone comes from."""

from datetime import date
from typing import Final

from simulator.results.provenance import Provenance

SOURCE: Final = "Made with tariffsim"


def source_line(provenance: Provenance, day: date) -> str:
    """Program with its version, title of what was asked, baseline, measures of which day, and the day of drawing."""
    version = provenance.versions.get("tariffsim", "")
    baseline = provenance.baseline.get("title") or provenance.baseline.get("name", "")
    parts = [f"{SOURCE} {version}".rstrip(), provenance.title, f"baseline {baseline}" if baseline else ""]
    parts += [f"measures of {provenance.date}" if provenance.date else ""]
    parts += [f"drawn on {day.day} {day:%B %Y}"]
    return f"{'; '.join(part for part in parts if part)}."
