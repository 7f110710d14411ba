"""Work in copies of this process: the same outcomes in the same order, errors and warnings as without copies."""

import logging
import os

import pytest

from simulator.report.side_by_side import side_by_side

ITEMS = range(12)


def home(number):
    return number, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 3, None])
def test_outcomes_are_in_the_order_of_items(jobs):
    assert [number for number, _ in side_by_side(home, ITEMS, jobs)] == list(ITEMS)


def test_one_process_makes_no_copy():
    assert {pid for _, pid in side_by_side(home, ITEMS, 1)} == {os.getpid()}


def test_nothing_is_worked_on_where_there_is_nothing():
    assert side_by_side(home, [], 4) == []


def test_what_fails_in_a_copy_fails_here():
    def work(number):
        if number == 7:
            raise ValueError("seven")
        return number

    with pytest.raises(ValueError, match="seven"):
        side_by_side(work, ITEMS, 3)


def test_a_copy_that_dies_leaves_its_work(tmp_path):
    here = os.getpid()

    def work(number):
        if os.getpid() != here:
            os._exit(1)
        return number * number

    assert side_by_side(work, ITEMS, 3) == [number * number for number in ITEMS]


def test_a_warning_is_given_here_only(caplog):
    def work(number):
        logging.getLogger("simulator.report").warning("number %d", number)
        return number

    assert side_by_side(work, ITEMS, 3) == list(ITEMS)
    assert sorted(record.getMessage() for record in caplog.records) == sorted(f"number {item}" for item in ITEMS)
