"""A page that holds one chart, to stand inside another page."""

from simulator.report.page.chapters import Picture, figures
from simulator.report.page.page import rendered


def embed_page(name: str, picture: Picture, source: str) -> str:
    """Page of a chart: its words as text, its picture for windows and phones, its numbers, and where it comes from."""
    return rendered("embed.html.j2", title=picture.chart.title, figure=figures({name: picture})[0], source=source)
