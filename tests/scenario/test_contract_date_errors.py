"""Every class of error in dated measures and in branches, by its full text."""

from datetime import date

import pytest

from simulator.errors import ScenarioError
from simulator.scenario import load_branches

HEAD = "title: x\nmeasures:\n"
TARIFF = "  - {id: a, type: tariff, importer: USA, exporter: CHN, sectors: SOY,\n     "
PLEDGE = "  - {id: a, type: purchase_commitment, importer: CHN, exporter: USA, sectors: SOY,\n     "

ERRORS = {
    "ramps that overlap": (
        f"{TARIFF}rate: {{2025-11-01: 10%, 2025-10-01: 20%}}}}",
        "x.yaml:4:42: measures[0].rate.2025-10-01: got 2025-10-01 after 2025-11-01, so that two ramps overlap — "
        "days in their order, each once.",
    ),
    "a day twice": (
        f"{TARIFF}rate: {{2025-11-01: 10%, 2025-11-01: 20%}}}}",
        "x.yaml:4:30: measures[0].rate.2025-11-01: got the key a second time, after line 4 — keep one of the two.",
    ),
    "a step on no day": (
        f"{TARIFF}rate: {{2025-11-31: 10%}}}}",
        "x.yaml:4:25: measures[0].rate.2025-11-31: got '2025-11-31', which is not in the calendar — a date is written "
        "2025-11-01.",
    ),
    "a step that is no rate": (
        f"{TARIFF}rate: {{2025-11-01: 10%, 2025-12-01: 40}}}}",
        "x.yaml:4:42: measures[0].rate.2025-12-01: got 40, which is 4000 % — a rate is a fraction: write 0.4 or 40%.",
    ),
    "a step before the start": (
        f"{TARIFF}start: 2025-11-02, rate: {{2025-11-01: 10%, 2025-12-01: 40%}}}}",
        "x.yaml:4:44: measures[0].rate.2025-11-01: got 2025-11-01, which is before the start 2025-11-02 — "
        "a day from the start on.",
    ),
    "a step after the end": (
        f"{TARIFF}end: 2025-11-30, rate: 0.1, coverage: {{2025-11-01: 10%, 2025-12-01: 40%}}}}",
        "x.yaml:4:74: measures[0].coverage.2025-12-01: got 2025-12-01, which is after the end 2025-11-30 — "
        "a day up to the end.",
    ),
    "no steps": (
        f"{TARIFF}rate: {{}}}}",
        "x.yaml:4:12: measures[0].rate: got a mapping — a rate is a fraction or a percentage, such as 0.25 or 25%.",
    ),
    "a schedule of what does not change": (
        f"{PLEDGE}quantity: 3 Mt, compliance: {{2025-11-01: 0.5}}}}",
        "x.yaml:4:34: measures[0].compliance: got a mapping — a distribution is {dist: uniform, low: 0.2, high: 0.8}, "
        "or with a centre; known: uniform, triangular, loguniform.",
    ),
    "a suspension backwards": (
        f"{TARIFF}rate: 1, suspended: [{{start: 2025-11-10, end: 2025-11-09}}]}}",
        "x.yaml:4:52: measures[0].suspended[0].end: got 2025-11-09, which is before the start 2025-11-10 — "
        "a day on or after the start.",
    ),
    "suspensions that overlap": (
        f"{TARIFF}rate: 1, suspended: [{{start: 2025-11-10, end: 2025-11-19}}, {{start: 2025-11-19}}]}}",
        "x.yaml:4:73: measures[0].suspended[1].start: got 2025-11-19, but the one before ends on 2025-11-19 — "
        "in order, without overlap.",
    ),
    "a suspension for good and another": (
        f"{TARIFF}rate: 1, suspended: [{{start: 2025-11-10}}, {{start: 2025-12-19}}]}}",
        "x.yaml:4:56: measures[0].suspended[1].start: got 2025-12-19, but the one before has no end — "
        "in order, without overlap.",
    ),
    "a suspension before the start": (
        f"{TARIFF}rate: 1, start: 2026-01-01, suspended: [{{start: 2025-11-10, end: 2025-11-19}}]}}",
        "x.yaml:4:46: measures[0].suspended[0]: got 2025-11-19, which is before the start 2026-01-01 — "
        "a day from the start on.",
    ),
    "a suspension without start": (
        f"{TARIFF}rate: 1, suspended: [{{end: 2025-11-19}}]}}",
        "x.yaml:4:27: measures[0].suspended[0].start: is missing — First day without the measure.",
    ),
    "an unknown key of a window": (
        f"{PLEDGE}windows: [{{start: 2025-11-10, end: 2025-12-31, quantity: 3 Mt, valu: 3}}]}}",
        "x.yaml:4:69: measures[0].windows[0].valu: got the key 'valu' — Did you mean 'value'? "
        "Allowed: start, end, quantity, value.",
    ),
    "a window without amount": (
        f"{PLEDGE}windows: [{{start: 2025-11-10, end: 2025-12-31}}]}}",
        "x.yaml:4:16: measures[0].windows[0]: got neither `quantity` nor `value` — exactly one of the two.",
    ),
    "windows that overlap": (
        f"{PLEDGE}windows: [{{start: 2025-11-10, end: 2025-12-31, quantity: 3 Mt}}, "
        "{start: 2025-12-31, end: 2026-12-31, quantity: 3 Mt}]}",
        "x.yaml:4:78: measures[0].windows[1].start: got 2025-12-31, but the one before ends on 2025-12-31 — "
        "in order, without overlap.",
    ),
    "windows of two kinds": (
        f"{PLEDGE}windows: [{{start: 2025-11-10, end: 2025-12-31, quantity: 3 Mt}}, "
        "{start: 2026-01-01, end: 2026-12-31, value: 3 bn USD}]}",
        "x.yaml:4:70: measures[0].windows[1]: got 3 bn USD, but the first window is counted in Mt — one kind of unit.",
    ),
    "no windows": (
        f"{PLEDGE}windows: []}}",
        "x.yaml:4:15: measures[0].windows: got an empty list — at least one window.",
    ),
    "a window after the end": (
        f"{PLEDGE}end: 2025-10-31, windows: [{{start: 2025-11-10, end: 2025-12-31, quantity: 3 Mt}}]}}",
        "x.yaml:4:33: measures[0].windows[0]: got 2025-11-10, which is after the end 2025-10-31 — a day up to the end.",
    ),
    "windows and a yearly amount": (
        f"{PLEDGE}quantity: 1 Mt, windows: [{{start: 2025-11-10, end: 2025-12-31, quantity: 3 Mt}}]}}",
        "x.yaml:3:5: measures[0]: got both `quantity` and `windows` — exactly one of the three.",
    ),
    "no promise at all": (
        f"{PLEDGE}compliance: 1}}",
        "x.yaml:3:5: measures[0]: got neither `quantity` nor `value` nor `windows` — exactly one of the three.",
    ),
    "every promise at once": (
        f"{PLEDGE}quantity: 1 Mt, value: 1 bn USD, windows: [{{start: 2025-11-10, end: 2025-12-31, quantity: 3 Mt}}]}}",
        "x.yaml:3:5: measures[0]: got all of `quantity` and `value` and `windows` — exactly one of the three.",
    ),
}


@pytest.mark.parametrize(("measure", "expected"), ERRORS.values(), ids=list(ERRORS))
def test_error_names_place_and_remedy(write, problems_of, measure, expected):
    write("x.yaml", f"{HEAD}{measure}\n")
    assert problems_of("x.yaml") == [expected]


def test_all_wrong_steps_and_stretches_of_a_measure_come_at_once(write, problems_of):
    write(
        "x.yaml",
        f"{HEAD}{TARIFF}start: 2026-01-01, rate: {{2025-11-01: 10%, 2025-12-01: 40%}},\n"
        "     suspended: [{start: 2025-11-01, end: 2025-11-02}]}\n",
    )
    assert [problem.split(": ")[1] for problem in problems_of("x.yaml")] == [
        "measures[0].rate.2025-11-01",
        "measures[0].rate.2025-12-01",
        "measures[0].suspended[0]",
    ]


def test_an_option_may_give_a_schedule_and_is_told_what_is_wrong_with_it(write, problems_of):
    write("x.yaml", f"{HEAD}{TARIFF}rate: 1}}\n")
    assert problems_of("x", None, ("a.rate={2025-11-01: 0.1, 2025-12-01: 40}",)) == [
        "--set a.rate: got 40, which is 4000 % — a rate is a fraction: write 0.4 or 40%."
    ]


WINDOW_ERRORS = {
    "too much for the harvest": (
        "quantity: 40 Mt",
        "x.yaml:4:16: measures[0].windows[0]: got 40 Mt from 2025-11-10 to 2025-12-31, which is 280.8 Mt a year, but "
        "the exporters produce 115.7 Mt a year in the baseline — a longer window, a smaller amount, or a lower "
        "compliance.",
    ),
    "too much money": (
        "value: 40 bn USD",
        "x.yaml:4:16: measures[0].windows[0]: got 40 bn USD from 2025-11-10 to 2025-12-31, which is 280,769 million "
        "USD a year, but the exporters produce 50,070 million USD a year in the baseline — a longer window, "
        "a smaller amount, or a lower compliance.",
    ),
    "another unit": (
        "quantity: 40 GWh",
        "x.yaml:4:63: measures[0].windows[0].quantity: got 40 GWh, but SOY is counted in Mt — an amount in Mt, "
        "or a measure of its own.",
    ),
}


@pytest.mark.parametrize(("amount", "expected"), WINDOW_ERRORS.values(), ids=list(WINDOW_ERRORS))
def test_a_window_that_cannot_hold_its_pledge(write, problems_of, economy, amount, expected):
    write("x.yaml", f"{HEAD}{PLEDGE}windows: [{{start: 2025-11-10, end: 2025-12-31, {amount}}}]}}\n")
    assert problems_of("x.yaml", economy) == [expected]


def test_a_pledge_that_is_kept_in_part_needs_less_room(write, problems_of, economy):
    window = "windows: [{start: 2025-11-10, end: 2025-12-31, quantity: 40 Mt}]"
    write("x.yaml", f"{HEAD}{PLEDGE}compliance: 0.5, {window}}}\n")
    (problem,) = problems_of("x.yaml", economy)
    assert "which is 140.4 Mt a year at compliance 0.5, but" in problem


TRUNK = "title: trunk\nbranches: [NAMES]\nmeasures:\n" + TARIFF + "rate: 1, start: 2025-03-01, end: 2025-12-31}\n"


@pytest.fixture
def branch_problems():
    """Load branches that are wrong, and list what is wrong."""

    def load(at=date(2025, 10, 25), request="trunk.yaml"):
        with pytest.raises(ScenarioError, match=r".") as caught:
            load_branches(request, None, (), at)
        return list(caught.value.problems)

    return load


def test_unknown_and_repeated_branches_are_said_wherever_the_file_is_read(write, problems_of, branch_problems):
    write("drift.yaml", "title: drift\nextends: trunk\n")
    write("trunk.yaml", TRUNK.replace("NAMES", "drft, drift, ./drift.yaml, trunk"))
    again = "a second time, or the file itself — each branch once."
    expected = [
        "trunk.yaml:2:12: branches[0]: got 'drft', but no scenario has this name — Did you mean 'drift'? Known: drift, "
        "trunk.",
        f"trunk.yaml:2:25: branches[2]: got './drift.yaml' {again}",
        f"trunk.yaml:2:39: branches[3]: got 'trunk' {again}",
    ]
    assert problems_of("trunk.yaml") == expected
    assert branch_problems() == expected


def test_a_file_without_branches(write, branch_problems):
    write("trunk.yaml", TRUNK.replace("NAMES", ""))
    assert branch_problems() == [
        "trunk.yaml:2:11: branches: is missing — names or paths of scenario files that extend this one."
    ]


def test_a_branch_builds_on_its_trunk(write, branch_problems):
    write("trunk.yaml", TRUNK.replace("NAMES", "drift"))
    write("trunk/drift.yaml", "title: drift\n")
    assert branch_problems() == [
        "trunk.yaml:2:12: branches[0]: got 'drift', which does not build on 'trunk' — write `extends: ../trunk.yaml` "
        "into trunk/drift.yaml."
    ]


@pytest.mark.parametrize("at", [date(2025, 2, 28), date(2026, 1, 1)])
def test_a_branch_date_lies_among_the_days_of_the_trunk(write, branch_problems, at):
    write("trunk.yaml", TRUNK.replace("NAMES", "drift"))
    write("drift.yaml", "title: drift\nextends: trunk\n")
    assert branch_problems(at) == [
        f"trunk.yaml: branch date: got {at} — a day from 2025-03-01, when the first measure becomes known, "
        "to 2025-12-31, the last day in force."
    ]


def test_a_branch_date_before_a_trunk_without_end(write, branch_problems):
    write("trunk.yaml", TRUNK.replace("NAMES", "drift").replace(", end: 2025-12-31", ""))
    write("drift.yaml", "title: drift\nextends: trunk\n")
    assert branch_problems(date(2025, 2, 28)) == [
        "trunk.yaml: branch date: got 2025-02-28 — a day from 2025-03-01, when the first measure becomes known, on."
    ]


def test_a_branch_date_needs_dates(write, branch_problems):
    write("trunk.yaml", f"title: trunk\nbranches: [drift]\nmeasures:\n{TARIFF}rate: 1}}\n")
    write("drift.yaml", "title: drift\nextends: trunk\n")
    assert branch_problems() == [
        "trunk.yaml: branch date: got 2025-10-25, but no measure has a date — a scenario whose measures have a `start`."
    ]


def test_a_trunk_is_one_file(write, branch_problems):
    write("trunk.yaml", TRUNK.replace("NAMES", "drift"))
    write("drift.yaml", "title: drift\nextends: trunk\n")
    assert branch_problems(request="trunk+drift") == [
        "trunk+drift: got an overlay — one scenario file with `branches`."
    ]
    assert branch_problems(request="trnk.yaml") == [
        "trnk.yaml: got 'trnk.yaml', but there is no such file — Did you mean 'trunk'? Known: drift, trunk."
    ]
