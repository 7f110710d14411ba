"""Tables that sentences of a run rest on, made anew from its numbers, each when it is first asked for."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr

from simulator.report.catalogue import drawings
from simulator.report.views.bands import draws_words
from simulator.report.views.run import View
from simulator.results.analysis import incidence
from simulator.results.analysis.bands import COVERED, HIGH, LOW
from simulator.results.analysis.channels import CHANNELS, channels
from simulator.results.analysis.idle import BOUNDING
from simulator.results.analysis.observed import Compared

DOUBT = 0.05
VISIBLE = 0.005


class Lazily(dict):
    """Tables by name, each made when it is first asked for; figures of the result are among them."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view

    def __missing__(self, name):
        is_chart = name in self.drawn
        self[name] = self.drawn[name][1].data if is_chart else getattr(self, f"_{name.replace(' ', '_')}")()
        return self[name]

    @cached_property
    def drawn(self):
        """Figures with their charts."""
        return {name: (drawing, drawing.chart(self.view)) for name, drawing in drawings(self.view).items()}


class Tables(Lazily):
    """Tables of a run."""

    @property
    def reference(self):
        return self.view.reference

    def _change(self, name, *, own=False):
        """Change against the reference; with `own`, of the reference itself against the baseline."""
        data = self.view.data
        before = data.get(f"{name}_baseline", 0.0)
        if not self.reference:
            return data[name] - before
        change = data[name] - data[name].sel(scenario=self.reference, drop=True)
        return xr.where(data["scenario"] == self.reference, data[name] - before, change) if own else change

    def _indicators(self):
        table = self.view.results.to_pandas()
        table = table if "horizon" in table else table.assign(horizon=self.view.horizon)
        texts = table.select_dtypes(exclude="number").columns
        return table.assign(**{name: table[name].astype("category") for name in texts})

    def _trade(self):
        pairs = {self.view.pair, *(self.view.sides_of(name) for name in self.view.scenarios)}
        table = self._indicators_of("bilateral_exports")
        rows = []
        for first, second in (pair for pair in pairs if len(set(pair)) == 2):
            both = table[table["region"].isin([first, second]) & table["partner"].isin([first, second])]
            both = both[both["region"] != both["partner"]].groupby("scenario", sort=False)[["value", "moved"]].sum()
            change = 100 * both["moved"] / (both["value"] - both["moved"])
            rows.append(change.rename("change").reset_index().assign(region=first, partner=second))
        return pd.concat(rows)

    def _indicators_of(self, name):
        """Rows of an indicator at the horizon that is shown; what moved, of the reference against the baseline."""
        table = self["indicators"]
        table = table[(table["indicator"] == name) & (table["horizon"] == self.view.horizon)]
        table = table.astype(dict.fromkeys(table.select_dtypes("category"), object))
        against = table["reference_change"].where(table["scenario"] != self.reference, table["change"])
        return table.assign(moved=against if self.reference else table["change"])

    def _output(self):
        output = self.view.data["output_value_baseline"].to_series().rename("output").reset_index()
        volume = self._indicators_of("output_volume").rename(columns={"moved": "percent"})
        table = volume[["scenario", "region", "sector", "percent"]].merge(output[["region", "sector", "output"]])
        return table.assign(money=table["percent"] / 100 * table["output"])

    def _incomes(self):
        keys = ["scenario", "region"]
        share = self._indicators_of("own_income")[[*keys, "moved"]].rename(columns={"moved": "percent"})
        return share.assign(money=np.nan)

    def _same(self):
        change = self._change("own_income").sel(region=list(self.view.pair))
        same = (change > 0).all("region") | (change < 0).all("region")
        return abs(change).min("region").where(same, 0.0).rename("size").to_dataframe().reset_index()

    @cached_property
    def _named(self):
        """Regions that each scenario's own measures name."""
        data = self.view.data
        told = data["actors"].to_series() if "actors" in data.coords else {}
        return {name: str(told.get(name, "")).split() for name in self.view.others}

    @cached_property
    def _shown(self):
        """Those whom each scenario is about; the two of the run where no scenario is about others."""
        pair = set(self.view.pair)
        about = {name: set(codes[:2] or pair) for name, codes in self._named.items()}
        return dict.fromkeys(about, pair) if all(codes <= pair for codes in about.values()) else about

    def _welfare_of(self, whom):
        table = self._change("welfare_usd").rename("dollars").reset_coords(drop=True).to_dataframe().reset_index()
        is_shown = [code in whom.get(name, ()) for name, code in table[["scenario", "region"]].to_numpy()]
        return table[np.array(is_shown)].dropna()

    def _sides(self):
        return self._welfare_of(self._shown)

    def _abroad(self):
        regions = set(self.view.regions)
        return self._welfare_of({name: regions - self._shown[name] - set(self._named[name]) for name in self._named})

    def _moved(self):
        table = self["sides"]
        return table.assign(size=table["dollars"].abs()).groupby("scenario", sort=False)["size"].sum().reset_index()

    def _taxes(self):
        change = abs(self._change("import_tax")).sel(scenario=self.view.others)
        taxed = change.where(change > 1e-6, 0.0) * self.view.data["trade_flow_baseline"]
        inward = taxed.where(taxed["exporter"] != taxed["importer"], 0.0)
        return inward.sum(("scenario", "sector", "exporter")).rename("taxed").to_dataframe().reset_index()

    def _incidence(self):
        return incidence.incidence(self.view)

    def _exposure(self):
        exposed = self.view.data[["exposure_low", "exposure", "exposure_high"]].to_dataframe().reset_index()
        return exposed.assign(is_used=exposed["exposure_high"] > 0)

    def _odds(self):
        table = self.view.draws["beats"].rename("better").reset_coords(drop=True).to_dataframe().reset_index()
        other = table.rename(columns={"scenario": "against", "against": "scenario", "better": "worse"})
        return table.merge(other, on=["scenario", "against", "region"])

    def _open(self):
        table = self["odds"]
        table = table[(table["against"] == self.reference) & (table["scenario"] != self.reference)]
        doubt = table[["better", "worse"]].min(axis=1)
        return table.assign(doubt=doubt, is_open=doubt > DOUBT)

    def _draws(self):
        total = self.view.provenance.asked.get("draws") or int(self.view.draws["solved_draws"].max())
        table = self.view.draws["solved_draws"].rename("solved").reset_coords(drop=True).to_dataframe().reset_index()
        return table.assign(missing=total - table["solved"])

    def _bands(self):
        draws = self.view.draws
        bands = draws["own_income_reference_change"] if self.reference else draws["own_income"]
        table = bands.sel(quantile=[LOW, HIGH]).reset_coords(drop=True).to_series().unstack("quantile")
        return table.reset_index()

    def _of_welfare(self):
        return channels(self.view).sel(channel=list(CHANNELS)).rename("percent").to_dataframe().reset_index()

    def _turns(self):
        status = self.view.results.data["status"]
        asked = self.view.results.data.attrs["reference"]
        is_solved = {
            str(name): bool(asked) and status.sel(scenario=asked, horizon=name).item() == "CONVERGED"
            for name in status["horizon"].values
        }
        alike = [name for name, value in is_solved.items() if value == bool(self.reference)]
        ends = [alike[0], alike[-1]]
        early, late = (Tables(View.of(self.view.results, name))._change("own_income") for name in ends)
        turns = (early * late < 0) & (abs(early) > VISIBLE) & (abs(late) > VISIBLE)
        return turns.rename("turns").reset_coords(drop=True).to_dataframe().reset_index()

    def _cases(self):
        data = self.view.results.data[["status", "residual"]].reset_coords(drop=True).to_dataframe().reset_index()
        return data.assign(is_solved=data["status"] == "CONVERGED")

    def _bounds(self):
        data = self.view.data
        along = [name for name, item in data.variables.items() if item.dims == ("bound",)]
        table = data[[name for name in along if name != "bound"]].reset_coords().to_dataframe().reset_index()
        return table[table["kind"].isin(BOUNDING)]


class PathTables(Lazily):
    """Tables of a timeline."""

    def _cases(self):
        data = self.view.data[["status", "residual"]].reset_coords(drop=True).to_dataframe().reset_index()
        return data.assign(is_solved=data["status"] == "CONVERGED")

    def _incomes(self):
        view = self.view
        tables = [view.path.data["own_income"].rename("value").reset_coords(drop=True).to_series()]
        if view.path.summary is not None:
            bands = view.path.summary["own_income"].sel(quantile=[LOW, HIGH]).reset_coords(drop=True)
            tables += [bands.to_series().unstack("quantile")]
        return pd.concat(tables, axis=1).reset_index()

    def _totals(self):
        """Months added up, in the middle of each of which an amount counts."""
        view, data = self.view, self.view.data["welfare_usd"]
        later = data.isel(date=slice(view.parting, None)).reset_coords(drop=True)
        moved = later - later.sel(scenario=view.path.reference, drop=True)
        years = float(view.data.attrs["period_years"])
        sums = {"plain": 0.0, "present": 0.0}
        for number in range(moved.sizes["date"]):
            amount = moved.isel(date=number, drop=True) * years
            sums["plain"] = sums["plain"] + amount
            sums["present"] = sums["present"] + amount / 1.03 ** ((number + 0.5) * years)
        return xr.Dataset(sums).to_dataframe().reset_index()

    def _gaps(self):
        tables = {outcome: Compared.of(self.view, outcome, table) for outcome, table in self.view.observations.items()}
        gaps = pd.concat([item.gaps(self.view).assign(outcome=outcome) for outcome, item in tables.items()])
        return gaps.assign(distance=(gaps["model"] - gaps["value"]).abs())


class RateTables(Lazily):
    """Tables of the tracker of tariffs."""

    def __missing__(self, name):
        if name in self.drawn:
            return self.drawn[name][1].data
        view = self.view
        self[name] = pd.concat([view.table("all" if name == "figure" else name, code) for code in view.importers])
        return self[name]


class GameTables(Lazily):
    """Tables of a game."""

    def __missing__(self, name):
        if name == "profiles":
            self[name] = (~self.view.result.data["is_solved"]).rename("is_unsolved").to_dataframe().reset_index()
        elif name in self.view.result.answers:
            self[name] = self.view.table(name).reset_index()
        else:
            self[name] = self.drawn[name][1].data
        return self[name]


def names_of_game(view) -> list[str]:
    """Texts of a game that may hold digits: players, moves, levels and profiles."""
    moves = [text for move in view.result.game.moves for text in (move.id, *move.levels)]
    return [*view.result.names.values(), *view.result.names, *moves, *view.form.named]


def texts_of_game(view) -> list[str]:
    """What the file of a game says, and the result of itself."""
    game = view.result.game
    told = [game.title, " ".join(game.summary.split()), *game.assumptions, *view.result.notes, view.result.description]
    return [*told, f"{told[-1][:1].upper()}{told[-1][1:]}.", str(game.status_quo)]


def names_of_path(view) -> list[str]:
    """Texts of a timeline that may hold digits."""
    names = [*view.names.codes, *view.names.codes.values(), *map(view.names.of_code, view.names.codes)]
    drawn = [draws_words(view), COVERED]
    return [
        view.year,
        str(view.data.attrs.get("baseline", "")),
        "3\u00a0% a year",
        *drawn,
        *names,
        *(text.rstrip(".") for text in view.path.unsolved),
    ]


def known_names(view) -> list[str]:
    """Texts that may hold digits: names, codes, the base year, horizons, measures, and how many draws there are."""
    seed = f"seed {view.provenance.record().get('seed')}"
    drawn = [] if view.draws is None else [draws_words(view), draws_words(view).capitalize(), seed, COVERED, LOW, HIGH]
    baseline = [str(view.data.attrs.get(key, "")) for key in ("baseline", "baseline_title")]
    measures = [str(name) for name in view.data["measure"].values] if "measure" in view.data.coords else []
    horizons = [f"{name} years after" for name in view.results.horizons]
    names = [*view.names.codes, *view.names.codes.values(), *map(view.names.of_code, view.names.codes)]
    labels = [view.names.label(name) for name in view.scenarios]
    return [view.year, *drawn, *baseline, *measures, *horizons, *names, *labels]


def texts_of_files(view) -> list[str]:
    """What scenario files say, which is theirs, with and without a full stop."""
    told = [text for name in view.scenarios for text in view.names.heading(name).values()]
    asked = [str(view.data.attrs.get(key, "")) for key in ("title", "summary")]
    texts = [*told, *asked, *_texts(view.provenance.record()), *_texts(view.provenance.scenarios)]
    return [*texts, *(text.rstrip(".") for text in texts)]


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for item in value for text in _texts(item)] if isinstance(value, list | tuple) else [str(value)]
