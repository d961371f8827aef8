"""The report as one HTML file: what a scenario means on two pages, printed to PDF by any browser."""

import base64
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from models import __version__
from models.common.text import month, months
from models.equations.outcomes import EPS, RETURN
from models.outcome.export import metadata
from models.outcome.outcome import Outcome
from models.outcome.words import by_period, headline, words_in_play
from models.outcome.world import World
from pages.charts.render import render
from pages.report import tables
from pages.report.figures import earnings, small_minus_large

HERE = Path(__file__).parent
CHART_HEIGHT = 150  # two of them, headline and scorecard fill the first page


def report_html(outcome: Outcome, world: World) -> bytes:
    """Return the report of an outcome and its world: UTF-8, self-contained, no script.

    Every text is escaped, the scenario's name first of all: it is a stranger's word.

    Raises ExplorerError with one sentence when the charts cannot be drawn.
    """
    figures = (small_minus_large(outcome, world), earnings(outcome, world))
    pictures = render(*(figure.bare(height=CHART_HEIGHT) for figure in figures), file_format="svg")
    stamp = metadata(outcome, __version__)
    said = {
        "style": (HERE / "report.css").read_text(),
        "name": outcome.scenario.name,
        "horizon": months(outcome.horizon_months),
        "origin": month(outcome.setting.origin),
        "as_of": outcome.setting.dated,
        "headline": headline(outcome),
        "levers": tables.levers_table(words_in_play(outcome.scenario, outcome.setting)),
        "scorecard": tables.scorecard(outcome),
        "charts": [
            {
                "title": figure.title,
                "alt": f"{figure.title}. {figure.alt}.",
                "svg": base64.b64encode(picture).decode(),
                "source": figure.source,
            }
            for figure, picture in zip(figures, pictures, strict=True)
        ],
        "paths": tables.paths_table(outcome),
        "record": tables.record_table(outcome),
        "models": tables.models_table(outcome),
        "notes": [*_by_era(outcome), *outcome.notes, _WHAT_IT_IS_NOT],
        "stamp": _stamp_words(stamp, outcome.setting.dated),
        "link": stamp["link"],
    }
    return _template().render(said).encode()


_WHAT_IT_IS_NOT = (
    "Associations in history, mixed with why the Fed and the budget moved; not causal effects, and not "
    "investment advice. Figures are 100 x log unless they say simple."
)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2")


def _by_era(outcome: Outcome) -> list[str]:
    """Say the impact as estimated on each era, where there is one."""
    if not outcome.scenario.moved:
        return []
    return [
        f"Same scenario, estimated on each era: small vs large {by_period(outcome, RETURN)} pp; S&P 500 "
        f"EPS {by_period(outcome, EPS)} pp."
    ]


def _stamp_words(stamp: dict, as_of: str) -> str:
    commit = f", commit {stamp['commit']}" if "commit" in stamp else ""
    return (
        f"Small-cap macro scenarios, version {stamp['version']}{commit}. Data as of {as_of}, "
        f"snapshot {stamp['snapshot']['hash']}; estimates {stamp['fit_fingerprint']}."
    )
