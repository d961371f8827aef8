"""What is said of a growth rate wherever it stands: odds, families, the choice at the time."""

import json

from tests.conftest import ROOT
from tests.pages.numbers import pictures
from tests.pages.numbers.figures import plus, whole
from tests.pages.numbers.matching import Says
from tests.pages.numbers.view import View

STORED = ROOT / "models" / "equations" / "fits" / "growth_record"


def odds(view: View, path, i: int) -> tuple[str, dict[str, str]]:
    """Template and values of the odds that growth is positive."""
    with_moves, without = path.odds_scenario[i], path.odds_baseline[i]
    values = {"odds": whole(with_moves)}
    if view.idle:
        return "odds of growth {odds}%", values
    return (
        "odds of growth {odds}%, with nothing moved {odds_base}%",
        values | {"odds_base": whole(without)},
    )


def help_of_card(path, i: int) -> Says:
    first, second = sorted(map(float, path.members[:, i]))
    return Says(
        "Growth over four quarters: * Charts, table and files have it as 100 x log, here {logs}%; so is "
        "the impact, scenario minus baseline. The average of two sets of inputs, whose effects are "
        "{first} and {second} pp.",
        first=plus(first),
        second=plus(second),
        logs=plus(path.baseline[i] + path.contributions[i].sum()),
    )


def chosen(view: View) -> tuple[str, dict[str, str]]:
    """Template and values of what a choice at the time would have explained; empty where not stored."""
    if view.scenario.as_of:
        return "", {}
    stored = json.loads((STORED / f"{view.world.panel.vintage}.json").read_text())["content"]
    found = [r["rsquared"] for r in stored if r["estimator"] == "chosen" and r["span"] == "all"]
    return (
        " ({chosen_low} to {chosen_high}% had their form been chosen at the time)",
        {"chosen_low": whole(min(found)), "chosen_high": whole(max(found))},
    )


def record_words(
    record: dict, chosen: str = "", chosen_values: dict[str, str] | None = None
) -> tuple[str, dict[str, str]]:
    """Template and values of a sentence on how a growth rate has been told."""
    share = record["rsquared_levers"]
    values = {"since": record["first_judged"]} | (chosen_values or {})
    reach = "nothing"
    if share > 0:
        reach, values["share"] = "{share}% of the variance", whole(share)
    said = f"Out of sample the equations explained {reach} since {{since}}{chosen}"
    said += ", {one} and {two} one and two quarters after the last published one"
    values["one"], values["two"] = (
        f"{whole(r['rsquared'])}%" if r["rsquared"] > 0 else "nothing"
        for r in record["by_ahead"][:2]
    )
    if "coverage_90" in record:
        said += "; their 90% band held {held}% of outcomes"
        values["held"] = whole(record["coverage_90"])
    return said + ".", values


AHEAD = {1: "1", 2: "2", 3: "3 and more"}


def inputs_words(inputs: str) -> str:
    known = {"average": "average of both", **pictures.FAMILIES}
    return known.get(inputs, f"chosen at the time, of {inputs[-2:]}")


def spread_words(spread: str) -> str:
    known = {"completed": "estimated from the levers", "none": "left out"}
    return known.get(spread, "as it turned out")
