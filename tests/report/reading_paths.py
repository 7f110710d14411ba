"""What is drawn on a figure of a path, read back from its artists by the kind that they carry."""

from itertools import combinations


def marks(axes, gid):
    """Lines and texts of one kind."""
    return [item for item in (*axes.lines, *axes.texts, *axes.collections, *axes.patches) if item.get_gid() == gid]


def words(axes, gid):
    return [item.get_text() for item in axes.texts if item.get_gid() == gid]


def assert_apart(figure, artists):
    """No text lies on another one, and none leaves the page."""
    figure.canvas.draw()
    boxes = [item.get_window_extent() for item in artists]
    for one, other in combinations(boxes, 2):
        assert one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 + 1 or other.y1 <= one.y0 + 1
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in boxes)
