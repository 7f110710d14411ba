"""`result.plot`: every result knows its figures by name, and shows itself in a few lines."""

import pydoc

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure

from simulator.errors import ResultsError
from simulator.experiment.breakeven import Search, breakeven
from simulator.experiment.decompose import decompose
from simulator.experiment.sensitivity import sensitivity
from simulator.experiment.sweep import sweep
from simulator.report import figure_names, plot
from tests.report.made_up_path import made_up_path
from tests.report.reading import title


@pytest.fixture(scope="module")
def experiments():
    """One small experiment of each kind."""
    return {
        "Sweep": sweep("tariff-100", ["us-100.rate=0,1"]),
        "Breakeven": breakeven("tariff-100", Search("us-100.rate", 0, 2, target=-0.3)),
        "Sensitivity": sensitivity("tariff-100"),
        "Decomposition": decompose("tariff-100"),
    }


def test_a_run_lists_draws_and_completes_its_figures(results):
    assert list(results.plot) == figure_names(results)
    assert set(figure_names(results)) <= set(dir(results.plot))
    drawn = results.plot.real_gdp(horizon="short")
    assert title(drawn) == title(plot(results, "real_gdp", horizon="short"))
    assert title(results.plot()) == title(results.plot(figure_names(results)[0]))
    assert repr(results.plot).startswith("<plot of Results: own_income, ")


@pytest.mark.parametrize(
    ("typed", "expected"), [("results.plot.own", "own_income"), ("results['own_inc", "own_income")]
)
def test_tab_completes_in_a_notebook(typed, expected, results):
    shell = InteractiveShell()
    shell.user_ns["results"] = results
    shell.Completer.use_jedi = False
    with provisionalcompleter():
        offered = [item.text for item in shell.Completer.completions(typed, len(typed))]
    assert [name.strip(".'\"]") for name in offered] == [expected]


def test_asking_what_a_result_is_draws_nothing(results):
    assert not hasattr(results.plot, "_ipython_display_")
    assert "plot" in pydoc.render_doc(type(results), renderer=pydoc.plaintext)


def test_kinds_of_figure_take_options_too(results):
    assert isinstance(results.plot("scenario_bars", indicator="real_gdp"), Figure)


def test_a_path_draws_its_figures():
    path = made_up_path()
    assert "tariff_path" in list(path.plot)
    assert isinstance(path.plot.tariff_path(), Figure)
    with pytest.raises(ResultsError, match="tariff_path: option: got 'nothing' — Known: observations, style"):
        path.plot("tariff_path", nothing=1)


def test_wrong_names_and_options_are_refused(results):
    with pytest.raises(ResultsError, match="figure: got 'own_incme' — Did you mean 'own_income'"):
        results.plot("own_incme")
    with pytest.raises(AttributeError, match="no figure 'own_incme'; there are own_income"):
        results.plot.own_incme  # noqa: B018  # as an attribute
    with pytest.raises(ResultsError, match="option"):
        results.plot("own_income", colour="red")


@pytest.mark.parametrize("kind", ["Sweep", "Breakeven", "Sensitivity", "Decomposition"])
def test_experiments_show_themselves_and_draw(kind, experiments):
    found = experiments[kind]
    first, *rows = repr(found).splitlines()
    assert first.startswith(f"<{kind}: ")
    assert rows[-1].startswith("Next: .")
    assert len(rows) > 3
    page = found._repr_html_()
    assert f"<p>{kind}: " in page
    assert "<table" in page
    assert "color" not in page  # it takes the colours of the page that it stands on
    assert figure_names(found) == list(found.plot) != []
    assert all(plot(found, name).alt for name in found.plot)


def test_what_nobody_draws_is_a_mistake_of_the_caller():
    with pytest.raises(TypeError, match="nothing draws a str"):
        figure_names("results")
