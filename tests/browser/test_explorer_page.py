"""The page of sliders in a browser: what it shows after a move is what the model says, within the printed errors."""

import csv
import json

import numpy as np
import pytest

from simulator.experiment.explorer.explore import explore
from simulator.experiment.explorer.numbers import followed
from simulator.experiment.plan import Options
from simulator.experiment.run import run
from simulator.report import write_explorer
from simulator.report.explorer.rows import HIDDEN

OVER = (
    "us-on-china.rate=0,0.2,0.6,1.1,1.5",
    "cn-on-us.rate=0,0.5,1.5",
    "cn-licences.approval_rate=0.1,0.2,0.45,1",
    "cn-soybeans.quantity=0:40",
)
SAME = 1e-9
"""The script and the package do the same sums in the same precision."""


@pytest.fixture(scope="module")
def exploration():
    return explore(over=OVER, options=Options(horizon=["short", "long"]), checked=8)


@pytest.fixture(scope="module")
def address(exploration, tmp_path_factory):
    path = write_explorer(exploration, tmp_path_factory.mktemp("explorer"))
    assert path.name == "explorer.html"
    assert path.stat().st_size < 5e6
    return path.as_uri()


@pytest.fixture
def explorer(page, address):
    page.goto(address)
    return page


def settle(page):
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def numbers(page):
    """Every number on the page as the script holds it."""
    settle(page)
    return page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('[data-number]')]"
        ".map((place) => [place.dataset.number, Number(place.dataset.value)]))"
    )


def text(page, name):
    settle(page)
    return page.locator(f"td[data-number='{name}']").inner_text()


def number(page, name):
    return float(text(page, name).replace("−", "-").replace(",", ""))


def on_page(known):
    """Numbers that a page shows: all but those that leave with the next version."""
    return {name: value for name, value in known.items() if name.partition(":")[0] not in HIDDEN}


def agree(page, exploration, horizon, values):
    shown, known = numbers(page), on_page(exploration.at(horizon, values))
    others = set(followed(exploration.plan.actors)[2:])
    assert set(shown) <= set(known)
    assert all(others & set(name.split(":")) for name in set(known) - set(shown))
    for name, value in shown.items():
        assert value == pytest.approx(known[name], rel=SAME, abs=1e-7), name


def test_it_begins_at_the_scenario(explorer, exploration):
    agree(explorer, exploration, "short", {})
    assert explorer.locator("button[aria-pressed=true]").all_inner_texts() == ["US +100 points"]
    assert explorer.locator("#number-0").input_value() == "120"
    assert "compared with the reference “The truce of October 2025”" in explorer.locator("#finding").inner_text()


def test_the_script_agrees_with_the_package_at_random_settings(explorer, exploration):
    rng = np.random.default_rng(20190101)
    low, high = (np.array([getattr(slider, end) for slider in exploration.sliders]) for end in ("low", "high"))
    for step in range(24):
        horizon = ("short", "long")[step % 2]
        values = dict(zip((item.lever for item in exploration.sliders), rng.uniform(low, high).tolist(), strict=True))
        setting = "&".join([f"horizon={horizon}", *(f"{lever}={value!r}" for lever, value in values.items())])
        explorer.evaluate("(setting) => { location.hash = setting; }", setting)
        explorer.wait_for_function("(setting) => location.hash.slice(1) === setting", arg=setting)
        explorer.wait_for_function(
            "(values) => values.every((value, index) =>"
            " Math.abs(document.getElementById(`number-${index}`).value / value - 1) < 1e-4)",
            arg=[
                value * (100 if item.unit == "%" else 1)
                for item, value in zip(exploration.sliders, values.values(), strict=True)
            ],
        )
        agree(explorer, exploration, horizon, values)


def test_a_slider_moves_with_keys_and_what_is_read_is_the_model_within_the_printed_error(explorer, exploration):
    explorer.locator("#range-0").focus()
    before = number(explorer, "bilateral_exports:CHN:USA")
    for _ in range(20):
        explorer.keyboard.press("ArrowLeft")
    settle(explorer)
    assert explorer.locator("#number-0").input_value() == "100"
    assert explorer.locator("#range-0").get_attribute("aria-valuetext") == "100\u00a0%"
    exact = run("scenarios/explorer/threat.yaml", horizon="short", overrides=["us-on-china.rate=1.0"]).data.isel(
        scenario=-1
    )
    errors = exploration.errors.set_index("indicator")["worst"]
    for code in ("USA", "CHN"):
        told = number(explorer, f"own_income:{code}")
        model = float(exact["own_income"].sel(region=code).squeeze())
        assert abs(told - model) <= 2 * errors["own_income"] + 0.005
    told = number(explorer, "bilateral_exports:CHN:USA")
    model = float(exact["bilateral_exports"].sel(region="CHN", partner="USA").squeeze())
    assert abs(told - model / 1e3) <= 2 * errors["bilateral_exports"] / 1e3 + 0.05
    assert told > before


def test_a_slider_moves_with_the_mouse(explorer, exploration):
    box = explorer.locator("#range-2").bounding_box()
    explorer.mouse.move(box["x"] + box["width"] - 9, box["y"] + box["height"] / 2)
    explorer.mouse.down()
    explorer.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2, steps=4)
    explorer.mouse.up()
    settle(explorer)
    share = float(explorer.locator("#number-2").input_value()) / 100
    assert 0.3 < share < 0.5
    agree(explorer, exploration, "short", {"cn-licences.approval_rate": share})
    assert explorer.locator("#curve-lever").input_value() == "2"
    assert "rare-earth exports approved" in explorer.locator("#curve-title").inner_text().lower()
    assert "Limits bind on" in explorer.locator("#more").inner_text()


def test_a_number_is_typed_and_kept_inside_its_range(explorer, exploration):
    explorer.locator("#number-3").fill("31.5")
    agree(explorer, exploration, "short", {"cn-soybeans.quantity": 31.5})
    assert abs(float(explorer.locator("#range-3").input_value()) - 31.5) <= 0.2  # its nearest step
    assert text(explorer, "bound_quantity:cn-soybeans") == "31.5"
    explorer.locator("#number-3").fill("900")
    explorer.keyboard.press("Enter")
    settle(explorer)
    assert explorer.locator("#number-3").input_value() == "40"
    explorer.locator("#number-3").fill("")
    explorer.keyboard.press("Tab")
    settle(explorer)
    assert explorer.locator("#number-3").input_value() == "40"


def test_horizon_and_scenarios_are_chosen(explorer, exploration):
    explorer.get_by_label("Long run, full adjustment").check()
    agree(explorer, exploration, "long", {})
    explorer.get_by_role("button", name="All threats").click()
    start = next(item for item in exploration.starts if item.name == "all-threats")
    values = dict(zip((slider.lever for slider in exploration.sliders), start.values, strict=True))
    agree(explorer, exploration, "long", values)
    assert (
        explorer.locator("#setting")
        .inner_text()
        .startswith("Long run, full adjustment. US duty on all Chinese goods 120")
    )


def test_a_setting_is_kept_in_the_address(explorer, address, exploration):
    explorer.locator("#number-0").fill("60")
    explorer.wait_for_function("() => location.hash.includes('us-on-china.rate=0.6&')")
    kept = explorer.url
    explorer.goto("about:blank")
    explorer.goto(kept)
    agree(explorer, exploration, "short", {"us-on-china.rate": 0.6})
    explorer.goto("about:blank")
    explorer.goto(f"{address}#horizon=never&us-on-china.rate=much&cn-on-us.rate=99&cn-soybeans.quantity=")
    agree(explorer, exploration, "short", {"cn-on-us.rate": 1.5})


def test_a_curve_passes_through_what_is_set(explorer, exploration):
    explorer.locator("#curve-group").select_option("bilateral_exports")
    settle(explorer)
    point = explorer.locator("[data-point='bilateral_exports:CHN:USA']")
    assert float(point.get_attribute("data-value")) == pytest.approx(
        exploration.at("short", {})["bilateral_exports:CHN:USA"], rel=SAME
    )
    ends = explorer.evaluate(
        "() => { const path = document.querySelector(\"[data-curve='bilateral_exports:CHN:USA']\");"
        " const point = document.querySelector(\"[data-point='bilateral_exports:CHN:USA']\");"
        " let near = Infinity; const length = path.getTotalLength();"
        " for (let at = 0; at <= length; at += 0.5) { const place = path.getPointAtLength(at);"
        "   near = Math.min(near, Math.hypot(place.x - point.cx.baseVal.value, place.y - point.cy.baseVal.value)); }"
        " return near; }"
    )
    assert ends < 1


def test_actors_are_switched_and_kept_in_the_address(explorer, exploration):
    first, second, other = followed(exploration.plan.actors)[:3]
    explorer.locator("[data-side='1']").select_option(other)
    explorer.wait_for_function("(codes) => location.hash.includes(`&about=${codes}`)", arg=f"{first},{other}")
    shown = numbers(explorer)
    assert f"real_gdp:{other}" in shown
    assert f"real_gdp:{second}" not in shown
    assert shown[f"bilateral_exports:{other}:{first}"] == pytest.approx(
        exploration.at("short", {})[f"bilateral_exports:{other}:{first}"], rel=SAME
    )
    kept, said = explorer.url, explorer.locator("#finding").inner_text()
    explorer.goto("about:blank")
    explorer.goto(kept)
    settle(explorer)
    assert explorer.locator("#finding").inner_text() == said
    explorer.locator("[data-side='0']").select_option(other)
    settle(explorer)
    assert explorer.locator("[data-side='1']").input_value() == first


def test_a_link_to_the_setting_is_copied(explorer):
    explorer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer.locator("#curve-group").select_option("bilateral_exports")
    explorer.locator("#copy").click()
    explorer.get_by_role("button", name="Copied").wait_for()
    assert explorer.evaluate("navigator.clipboard.readText()") == explorer.url
    assert "&show=bilateral_exports" in explorer.url


def test_numbers_are_downloaded(explorer, exploration):
    with explorer.expect_download() as download:
        explorer.locator("#download").click()
    with open(download.value.path(), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = exploration.at("short", {})
    assert {":".join(filter(None, (row["indicator"], row["of"]))) for row in rows} == set(known)
    assert float(rows[0]["value"]) == pytest.approx(next(iter(known.values())), rel=SAME)
    assert {row["us-on-china.rate"] for row in rows} == {"1.2"}


def test_errors_are_printed(explorer, exploration):
    rows = explorer.locator("#errors tbody tr").all_inner_texts()
    assert len(rows) == (~exploration.errors["indicator"].isin(HIDDEN)).sum()
    assert rows[0].startswith("Own income\t%")
    assert "8 random settings off the grid at each horizon" in explorer.locator("#exactness").inner_text()


@pytest.mark.parametrize(("width", "height"), [(390, 800), (1200, 900)])
def test_nothing_is_wider_than_the_window(explorer, width, height):
    explorer.set_viewport_size({"width": width, "height": height})
    settle(explorer)
    assert explorer.evaluate("document.documentElement.scrollWidth") <= width


def test_it_is_dark_where_the_reader_wants_it(explorer):
    shade = "() => getComputedStyle(document.body).backgroundColor"
    assert explorer.evaluate(shade) == "rgb(255, 255, 255)"
    explorer.emulate_media(color_scheme="dark")
    assert explorer.evaluate(shade) == "rgb(22, 25, 29)"


def test_without_a_script_there_are_a_message_and_the_scenarios(chromium, address, exploration):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("noscript .notice").is_visible()
    assert not page.locator("#range-0").is_visible()
    rows = page.locator("#starts tbody tr").all_inner_texts()
    assert [row.split("\t")[0] for row in rows] == [start.label for start in exploration.starts]
    income = exploration.at("short", {})["own_income:CHN"]
    assert f"{income:+.2f}".replace("-", "−") in rows[0]
    context.close()


def test_names_from_files_cannot_break_the_page(page, tmp_path):
    evil = "</script><script>document.title = 'broken'</script><b>&\""
    quoted = json.dumps(evil)
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "evil.yaml").write_text(
        f"title: {quoted}\nsummary: {quoted}\nmeasures:\n"
        f"  - {{id: tax, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 0.1, label: {quoted}}}\n",
        encoding="utf-8",
    )
    found = explore(folder / "evil.yaml", ["tax.rate=0,0.5,1"], options=Options(horizon="short"), checked=1)
    page.goto(write_explorer(found, tmp_path / "evil.html").as_uri())
    assert page.title() == evil
    assert page.locator("label[for=range-0]").inner_text() == evil
    agree(page, found, "short", {})
