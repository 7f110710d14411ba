"""Places of labels: none on another, none outside."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from simulator.report.looks.labels import grouped, place_labels, spread


def test_identity_placed_labels_never_overlap_or_leave_the_line():
    rng = np.random.default_rng(20190101)
    at, widths = sorted(rng.uniform(0, 8, 30)), rng.uniform(0.1, 0.5, 30)
    spots = place_labels(at, widths, 8.0, 12)
    boxes = [(spot.lane, spot.left, spot.left + width) for spot, width in zip(spots, widths, strict=True)]
    assert all(left >= 0 and right <= 8 for _, left, right in boxes)
    for one, other in combinations(boxes, 2):
        assert one[0] != other[0] or one[2] <= other[1] or other[2] <= one[1]
    for spot, width, mark in zip(spots, widths, at, strict=True):
        assert mark == pytest.approx(spot.left) or mark == pytest.approx(spot.left + width)


def test_identity_threads_pass_no_label_of_a_lower_lane():
    at, widths = [1.0, 1.1, 1.2, 1.3, 4.0], [1.0] * 5
    spots = place_labels(at, widths, 6.0, 5)
    for mark, spot in zip(at, spots, strict=True):
        below = [(low.left, low.left + 1.0) for low in spots if low.lane < spot.lane]
        assert not [span for span in below if span[0] < mark < span[1]]


def test_contract_labels_that_do_not_fit_are_not_placed():
    assert place_labels([1.0, 1.01, 1.02], [3.0, 3.0, 3.0], 4.0, 2) is None
    assert place_labels([1.0], [9.0], 4.0, 2) is None


def test_contract_near_marks_form_groups():
    assert grouped([0.0, 0.1, 0.4, 0.9, 1.0], 0.5) == [[0, 1, 2], [3, 4]]


def test_identity_names_keep_their_gap_and_stay_inside():
    moved = spread([0.0, 0.1, 0.1, 5.0, 9.9, 10.0], 1.0, 0.0, 10.0)
    assert all(after - before >= 1.0 - 1e-12 for before, after in pairwise(moved))
    assert moved[0] >= 0.0
    assert moved[-1] <= 10.0
    assert moved[3] == 5.0
    assert spread([2.0, 8.0], 1.0, 0.0, 10.0) == [2.0, 8.0]
