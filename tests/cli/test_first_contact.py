"""First contact: questions that end in a scenario, hints, completion, and a look at the installation."""

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.cli.doctor import surroundings
from simulator.scenario import load_scenario
from simulator.scenario.authoring.questions import MEASURES


@pytest.fixture
def runner(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def typed(runner, *lines, arguments=("new", "--ask")):
    """What `new` does with answers, one a line; an empty line takes the answer in brackets."""
    return runner.invoke(cli, list(arguments), input="".join(f"{line}\n" for line in lines))


ANSWERED = ("What if", "tariff", "USA", "CHN", "MCH, elc", "30%", "2025-11-01", "y", "n", "mine.yaml", "truce-2025-10")


def test_contract_answers_become_a_scenario(runner):
    done = typed(runner, *ANSWERED)
    assert done.exit_code == 0, done.output
    assert "Next:\n  tariffsim validate mine.yaml" in done.stderr
    scenario = load_scenario("mine.yaml")
    assert (scenario.title, scenario.parents) == ("What if", ("truce-2025-10",))
    own = {measure.id: measure for measure in scenario.measures[-2:]}
    assert own["usa-tariff"].sectors == ("MCH", "ELC")
    assert own["chn-tariff"].importer == ("CHN",)
    assert [measure.rate for measure in own.values()] == [0.3, 0.3]
    assert [f"{measure.start}" for measure in own.values()] == ["2025-11-01"] * 2


@pytest.mark.parametrize("kind", MEASURES)
def test_contract_every_type_can_be_had_by_pressing_enter(kind, runner):
    answers = ["", kind, *[""] * (2 + len(MEASURES[kind].sides) + len(MEASURES[kind].amounts))]
    done = typed(runner, *answers, *(["n"] if kind == "tariff" else []), "n", "mine.yaml", "")
    assert done.exit_code == 0, done.output
    assert [measure.type for measure in load_scenario("mine.yaml").measures] == [kind]
    assert runner.invoke(cli, ["validate", "mine.yaml"]).exit_code == 0


@pytest.mark.parametrize(
    ("wrong", "place", "says"),
    [
        ("tarif", 1, "Did you mean 'tariff'?"),
        ("GBRR", 2, "Did you mean 'GBR'?"),
        (",", 2, "a code, several, or the name of a group"),
        ("300", 5, "write 3 or 300%"),
        ("soon", 6, "2025-11-01"),
        ("mine.txt", 9, "ends in .yaml"),
        ("truce", 10, "Did you mean 'truce-2025-10'?"),
    ],
)
def test_contract_a_wrong_answer_is_asked_for_again(wrong, place, says, runner):
    done = typed(runner, *ANSWERED[:place], wrong, *ANSWERED[place:])
    assert done.exit_code == 0, done.output
    assert says in done.stderr
    assert load_scenario("mine.yaml").measures[-1].rate == 0.3


def test_contract_a_question_mark_lists_what_there_is(runner):
    done = typed(runner, *ANSWERED[:2], "?", *ANSWERED[2:])
    assert "CHN    China (mainland)" in done.stderr
    assert "group: USA, MEX, CAN" in done.stderr


def test_contract_several_measures_of_one_kind_have_names_of_their_own(runner):
    again = ("tariff", "USA", "CHN", "SOY", "5%", "", "n", "n")
    done = typed(runner, *ANSWERED[:7], "n", "y", *again, "mine.yaml", "")
    assert done.exit_code == 0, done.output
    assert len({measure.id for measure in load_scenario("mine.yaml").measures}) == 2


def test_contract_some_may_be_left_out_and_a_part_is_said_with_the_baseline_that_has_it(runner):
    answers = (
        "What if",
        "tariff",
        "Germany",
        "all except Canada and Mexico",
        "goods",
        "25%",
        "",
        "y",
        "n",
        "x.yaml",
        "",
    )
    done = typed(runner, *answers)
    assert done.exit_code == 0, done.output
    assert "--baseline world-2024` has 81 economies apart" in done.stderr
    first, answer = load_scenario("x.yaml").measures
    assert (first.importer, first.exporter.exceptions) == (("EUU",), ("CAN", "MEX"))
    assert (answer.id, answer.importer) == ("all-tariff", first.exporter)


def test_contract_the_other_side_is_offered_where_one_has_taken_the_usual_one(runner):
    done = typed(runner, "What if", "tariff", "China", "", "", "", "", "n", "n", "x.yaml", "")
    assert done.exit_code == 0, done.output
    assert load_scenario("x.yaml").measures[0].exporter == ("all",)


def test_contract_leaving_writes_nothing(runner, tmp_path):
    done = typed(runner, *ANSWERED[:4])  # the input ends, as with Ctrl-D
    assert done.exit_code != 0
    assert list(tmp_path.iterdir()) == []


def test_contract_nothing_is_asked_without_a_terminal(runner, tmp_path):
    done = runner.invoke(cli, ["new"])
    assert done.exit_code == 2
    assert "Name the file to write, such as mine.yaml, or let it ask with --ask" in done.stderr
    assert runner.invoke(cli, ["new", "mine.yaml"]).exit_code == 0
    assert load_scenario(tmp_path / "mine.yaml").measures[0].id == "us-tariff"


def test_contract_a_file_is_never_overwritten(runner, tmp_path):
    (tmp_path / "mine.yaml").write_text("mine")
    done = typed(runner, *ANSWERED[:9], "mine.yaml", "other.yaml", "none")
    assert "the file exists" in done.stderr
    assert (tmp_path / "mine.yaml").read_text() == "mine"
    assert (tmp_path / "other.yaml").is_file()


def test_contract_what_the_baseline_refuses_is_said_and_kept(runner, tmp_path):
    answers = ("What if", "purchase_commitment", "CHN", "USA", "REE", "25 Mt", "", "n", "mine.yaml", "")
    done = typed(runner, *answers)
    assert done.exit_code == 3
    assert "something in it has to be changed" in done.stderr
    assert "measures[0].quantity" in done.stderr
    assert (tmp_path / "mine.yaml").is_file()


def test_contract_an_unknown_command_names_the_nearest(runner):
    done = runner.invoke(cli, ["swep", "tariff-100"])
    assert done.exit_code == 2
    assert "No such command 'swep'. Did you mean 'sweep'?" in done.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_contract_completion_scripts_name_the_program(shell, runner):
    done = runner.invoke(cli, ["completion", shell])
    assert done.exit_code == 0
    assert "_TARIFFSIM_COMPLETE" in done.output
    assert "tariffsim" in done.output


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tariffsim run busan", "busan-deal"),
        ("tariffsim validate us-100+cn-", None),
        ("tariffsim run tariff-100+soybean-pledge-h", "tariff-100+soybean-pledge-half"),
        ("tariffsim sweep october-2", None),
        ("tariffsim run --baseline us-china-2024", "us-china-2024"),
    ],
)
def test_contract_a_shell_completes_names_of_the_library(line, offered, runner):
    words = line.split()
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), "_TARIFFSIM_COMPLETE": "bash_complete"}
    done = runner.invoke(cli, [], prog_name="tariffsim", env=asked)
    names = [entry.removeprefix("plain,") for entry in done.output.split() if entry.startswith("plain,")]
    assert names == ([offered] if offered else [])
    assert ("file," in done.output) != ("--baseline" in line)


def test_contract_the_doctor_finds_a_sound_installation(runner):
    done = runner.invoke(cli, ["doctor"])
    assert done.exit_code == 0, done.output
    assert "Everything works." in done.stderr
    assert "tariffsim run tariff-100" in done.stderr


def test_contract_the_doctor_tells_faults_from_extras(monkeypatch, tmp_path):
    monkeypatch.setattr("simulator.cli.doctor.EXTRAS", {"no-such-package": ("excel", "Excel files")})
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "not-there"))
    found = {check.name: check for check in surroundings()}
    assert found["extra excel"].ok
    assert "pip install 'tariffsim[excel]'" in found["extra excel"].text
    assert not found["temporary folder"].ok
    assert "cannot be written to" in found["temporary folder"].text


def commands(group, prefix="tariffsim"):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


@pytest.mark.parametrize("command", list(commands(cli)))
def test_contract_every_help_has_an_example_that_can_be_typed(command, runner):
    done = runner.invoke(cli, [*command.split()[1:], "--help"])
    _usage, _, rest = done.output.partition("\n\n")
    examples = [line.partition(command)[2] for line in rest.splitlines() if command in line]
    assert examples
    words = [word for word in examples[0].split() if word.startswith("--")]
    assert all(word.partition("=")[0] in done.output.partition("Options:")[2] for word in words)
