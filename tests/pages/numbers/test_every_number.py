"""Every figure on every page is explained by the objects behind it, on a second path.

Each page has a file of entries beside this one. The walk reads all that a page shows; what no entry
explains, explains otherwise, or misses on the screen is a failure. A new section needs new entries.
"""

import datetime as dt
import random
from pathlib import Path

import pytest

from models import FiscalLever, Request, Scenario
from models.outcome.run import preset_request
from models.scenario.levers.tech import TechLever
from models.scenario.link import flatten
from models.scenario.presets import presets
from pages.parts.frame import SCREENS
from pages.parts.levers import OPENS_ON
from tests.pages.numbers import (
    compare,
    data,
    earnings,
    evidence,
    method,
    overview,
    scenario,
    sidebar,
    stress,
)
from tests.pages.numbers.elements import shown
from tests.pages.numbers.matching import Stated, unexplained
from tests.pages.numbers.view import View
from tests.pages.test_earnings_own import levels, load

PAGES = {
    "overview": overview,
    "scenario": scenario,
    "compare": compare,
    "stress": stress,
    "earnings": earnings,
    "evidence": evidence,
    "data": data,
    "method": method,
}


LEVERS_OF = {Path(screen.file).stem: screen.levers for screen in SCREENS}


def opened(open_app, page, *, open_evidence=False, chosen=None, **link):
    app = open_app(f"pages/{page}.py", **link, **(chosen or {}))
    if open_evidence:
        app.session_state["evidence"] = True
        app.session_state["economy"] = True
        app.run()
    assert not app.exception
    assert not app.error
    return app


def check(app, page, view):
    levers = (
        sidebar.entries(view)
        if LEVERS_OF[page] != "none"
        else [Stated("Chart: *"), Stated("Compare by: *")]
    )
    problems = unexplained(shown(app), [*PAGES[page].entries(view), *levers])
    assert not problems, "\n".join(problems)


def viewed(app, **known):
    keys = {slider.key for slider in app.main.slider}
    return View(
        beside_chart="labour_peak_rise_pp" in keys,
        request=app.session_state["request"],
        today=dt.datetime.now(dt.UTC).date(),
        chosen=known.pop("chosen", {}),
        **known,
    )


def link_of(request) -> dict[str, str]:
    default = flatten(type(request)())
    return {k: str(v) for k, v in flatten(request).items() if v != default[k]}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_every_page_on_the_menu_is_explained_as_it_opens(open_app, screen):
    """A new page fails here until it has a file of entries."""
    page = Path(screen.file).stem
    app = opened(open_app, page)
    check(app, page, viewed(app, preset_note=presets()[OPENS_ON].note))


PRESETS = ("delayed-fed", "stagflation", "replay-2008", "supervisory-baseline-2026")


@pytest.mark.parametrize("name", PRESETS)
def test_presets_on_the_scenario_page(open_app, name):
    app = opened(open_app, "scenario", **link_of(preset_request(presets()[name])))
    check(app, "scenario", viewed(app, preset_note=presets()[name].note))


def random_link(seed: int) -> dict[str, str]:
    """Levers, horizon and one choice about the equations; what is stored, so that none is estimated."""
    pick = random.Random(seed)
    return (
        {
            "horizon_months": str(pick.randint(4, 24)),
            "fed_direction": pick.choice(["cut", "hike", "hold", "baseline"]),
            "fed_moves": str(pick.randint(1, 6)),
            "fed_first_meeting": str(pick.randint(1, 5)),
            "fed_every": pick.choice(["every meeting", "every other meeting"]),
            "fed_why": pick.choice(["history's mix", "policy choice", "response to weakness"]),
            "fiscal_size_pct_gdp": str(pick.choice([-1.0, 0.0, 0.8])),
            "fiscal_shape": pick.choice(["pulse", "sustained"]),
            "fiscal_otherwise": pick.choice(["follows history", "stays at baseline"]),
            "labour_measure": pick.choice(["unemployment", "payrolls"]),
            "labour_peak_rise_pp": str(pick.choice([-0.4, 0.7, 1.5])),
            "labour_peak_payroll_loss_pct": str(pick.choice([0.5, 2.0])),
            "labour_recovery_half_life_months": str(pick.choice([0, 12])),
            "baseline": pick.choice(["flat", "model forecast", "FOMC medians", "supervisory"]),
            "name": f"Random {seed}",
        }
        | pick.choice(
            [
                {"target": "ETFs with dividends"},
                {"estimator": "elastic net"},
                {"growth_estimator": "median"},
                {"pandemic": "keep"},
                {"cap_inputs": "no cap"},
            ]
        )
        | {
            "credit_peak_rise_pp": str(pick.choice([0, 1.2])),
            "inflation_peak_rise_pp": str(pick.choice([0, 1.5])),
            "tech_peak_move_pp": str(pick.choice([0, -25])),
        }
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_requests_on_the_scenario_page(open_app, seed):
    app = opened(open_app, "scenario", open_evidence=seed == 1, **random_link(seed))
    check(app, "scenario", viewed(app, evidence=seed == 1))


def test_nothing_moved_with_the_evidence(open_app):
    app = opened(open_app, "scenario", open_evidence=True, name="Nothing moved")
    check(app, "scenario", viewed(app, evidence=True))


def test_no_quarter_within_the_horizon(open_app):
    app = opened(
        open_app, "scenario", horizon_months="1", as_of="2026-01-14", labour_peak_rise_pp="1"
    )
    check(app, "scenario", viewed(app))


@pytest.mark.parametrize(
    "link",
    [{"labour_own_path": "4.3, 5, 5.5"}, {"as_of": "2026-01-14", "labour_peak_rise_pp": "6"}],
)
def test_the_full_range(open_app, link):
    chosen = {"view": "Full range of outcomes"}
    app = opened(open_app, "scenario", chosen=chosen, **link)
    check(app, "scenario", viewed(app, chosen=chosen))


BEYOND = {  # more than any on record, each by its mark
    "fed_direction": "hike",
    "fed_size_pp": "50 bp",
    "fed_moves": "11",
    "fiscal_size_pct_gdp": "3.5",
}


@pytest.mark.parametrize(
    ("link", "chosen"),
    [
        ({"labour_peak_rise_pp": "1", "horizon_months": "24"} | BEYOND, {}),
        (random_link(4), {"small_eps_sensitivity": "1.2", "drivers_large": "By cycle"}),
        ({"horizon_months": "1", "as_of": "2026-01-14", "fed_direction": "cut"}, {}),
    ],
)
def test_the_earnings_page(open_app, link, chosen):
    app = opened(open_app, "earnings", chosen=chosen, **link)
    check(app, "earnings", viewed(app, chosen=chosen))


FOUR = {
    "scenario_1": "mild-slowdown",
    "scenario_2": "fiscal_size_pct_gdp=1.0&tech_peak_move_pp=-20&name=Boost+%26+more",
    "scenario_3": "stagflation",
    "scenario_4": "name=Nothing+moved",
}


def of_four() -> tuple[Request, ...]:
    mild, grave = (preset_request(presets()[name]) for name in ("mild-slowdown", "stagflation"))
    boost = Scenario(
        name="Boost & more",
        fiscal=FiscalLever(size_pct_gdp=1.0),
        tech=TechLever(peak_move_pp=-20.0),
    )
    still = Scenario(name="Nothing moved")
    return mild, Request(scenario=boost), grave, Request(scenario=still)


@pytest.mark.parametrize(
    ("link", "variable", "horizon"),
    [(FOUR, compare.RETURN, 24), (FOUR, compare.EPS, 5), ({}, compare.EPS, 12)],
)
def test_the_compare_page(open_app, link, variable, horizon):
    """Four scenarios from the latest data, those it opens on, by both outcomes."""
    by = {"compare_by": compare.BY[variable]}
    app = opened(open_app, "compare", **link, **by, compare_horizon=str(horizon))
    requests = of_four() if link else compare.asked_of(viewed(app)).requests
    asked = compare.Asked(requests, variable, horizon)
    check(app, "compare", viewed(app, chosen={"asked": asked}))


@pytest.mark.parametrize(("variable", "one_in"), [(compare.RETURN, 10), (compare.EPS, 4)])
def test_equal_odds(open_app, variable, one_in):
    link = {"compare_by": compare.BY[variable], "compare_odds": f"1 in {one_in}"}
    app = opened(open_app, "compare", **link)
    requests = compare.asked_of(viewed(app)).requests
    asked = compare.Asked(requests, variable, one_in=one_in)
    check(app, "compare", viewed(app, chosen={"asked": asked}))


@pytest.mark.parametrize(
    ("link", "chosen"),
    [
        (
            {"stress_outcome": "S&P 500 EPS growth", "stress_months": "6"},
            {"variable": stress.EPS, "horizon": 6},
        ),
        (
            {
                "stress_show": "odds",
                "stress_x": "Fiscal",
                "stress_y": "Labour market",
                "stress_lever": "Fed",
            },
            {"shown": "odds", "x": "fiscal", "y": "labour", "lever": "fed"},
        ),
        (
            {"stress_months": "24", "stress_side": "the outcome itself"},
            {"horizon": 24, "side": "the outcome itself"},
        ),
    ],
)
def test_the_stress_page(open_app, link, chosen):
    preset = link_of(preset_request(presets()["mild-slowdown"]))
    app = opened(open_app, "stress", **preset, **link)
    check(app, "stress", viewed(app, chosen=chosen))


@pytest.mark.parametrize(("link", "horizon"), [({}, 12), (FOUR, 24)])
def test_odds_and_history_of_the_compared(open_app, link, horizon):
    app = open_app("pages/compare.py", **link, compare_horizon=str(horizon))
    app.session_state["compare_events"] = True
    app.run()
    assert not app.exception
    asked = compare.Asked(
        of_four() if link else compare.asked_of(viewed(app)).requests, horizon=horizon
    )
    check(app, "compare", viewed(app, evidence=True, chosen={"asked": asked}))


def test_two_scenarios_compared(open_app):
    app = open_app("pages/compare.py", scenario_1="hikes", scenario_2="slump-fed-follows")
    requests = tuple(preset_request(presets()[name]) for name in ("hikes", "slump-fed-follows"))
    check(app, "compare", viewed(app, chosen={"asked": compare.Asked(requests)}))


@pytest.mark.parametrize("window", ["1 year", "5 years", "since 1987"])
def test_the_overview(open_app, window):
    chosen = {"overview_window": window}
    app = opened(open_app, "overview", chosen=chosen)
    check(app, "overview", viewed(app, chosen=chosen))


def test_the_data_page(open_app):
    app = opened(open_app, "data", chosen={"series": "Fiscal impulse"})
    check(app, "data", viewed(app, chosen={"series_name": "fiscal_impulse"}))
    app.text_input(key="series_filter").set_value("Board").run()
    check(
        app, "data", viewed(app, chosen={"series_name": "fiscal_impulse", "series_filter": "Board"})
    )


@pytest.mark.parametrize("link", [{}, {"labour_peak_rise_pp": "1.5", "estimator": "ridge"}])
def test_the_evidence_page(open_app, link):
    app = opened(open_app, "evidence", **link)
    check(app, "evidence", viewed(app))


@pytest.mark.parametrize("link", [{}, {"as_of": "2026-01-14"}])
def test_the_method_page(open_app, link):
    app = opened(open_app, "method", **link)
    check(app, "method", viewed(app))


def test_a_loaded_series(open_app):
    app = opened(open_app, "earnings", labour_peak_rise_pp="1")
    own = load(app, levels(sales=True))
    app.run()
    assert not app.error
    view = viewed(app)
    problems = unexplained(shown(app), [*earnings.entries(view, own), *sidebar.entries(view)])
    assert not problems, "\n".join(problems)
