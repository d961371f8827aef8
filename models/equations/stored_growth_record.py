"""The record of the growth equations as a file and as lines of text."""

from pathlib import Path

import pandas as pd

from models.common.artifacts import Artifact, rows_of, table_of
from models.common.bands import ALL_SHOWN, LEVELS_PCT
from models.completion.stored import COMPLETION_VERSION
from models.equations import growth
from models.equations.fitted import SPECIFICATION_VERSION
from models.equations.growth_model import GrowthModel
from models.equations.outcomes import EPS
from models.equations.predictive import QUANTILES_PCT
from models.panel import Panel

STORED = Path(__file__).with_name("fits") / "growth_record"


def record_artifact(panel: Panel, directory: Path = STORED) -> Artifact:
    """Return what is stored of the record of a panel's date, and what it rests on."""
    return Artifact(
        kind="growth_record",
        directory=directory,
        as_of=str(panel.vintage),
        versions=(SPECIFICATION_VERSION, growth.GROWTH_VERSION, COMPLETION_VERSION),
        inputs=tuple(panel.series_hashes(growth.series(*growth.TARGETS)).items()),
    )


def store_record(panel: Panel, record: pd.DataFrame, directory: Path = STORED) -> Path:
    """Write a record where `load_record` looks for it, whole or not at all."""
    return record_artifact(panel, directory).write(rows_of(record))


def load_record(panel: Panel, directory: Path = STORED) -> pd.DataFrame | None:
    """Return the stored record, or None where there is none of these data.

    Raises ModelError when the file is damaged or was altered or renamed after it was written.
    """
    return record_artifact(panel, directory).read(table_of)


def chosen_rsquared(record: pd.DataFrame) -> tuple[float, float]:
    """R2 of S&P 500 operating EPS had its equation been chosen at the time: lowest and highest."""
    rows = record[(record["estimator"] == "chosen") & (record["span"] == "all")]
    return float(rows["rsquared"].min()), float(rows["rsquared"].max())


def record_lines(record: pd.DataFrame) -> list[str]:
    """Say a record as a table in plain text, a line for each growth rate, inputs and estimator."""
    lines = []
    for (equation, span), rows in record.groupby(["equation", "span"], sort=False):
        head = rows.iloc[0]
        lines += ["", f"{equation}, {span}: {head['n']} targets {head['first']} to {head['last']}"]
        lines.append(
            "  inputs        spread     ahead  estimator    R2, 95% interval          "
            f"bands {ALL_SHOWN} held"
        )
        for row in rows.sort_values(["inputs", "spread", "ahead"], kind="stable").itertuples():
            interval = f"[{row.rsquared_low:5.2f}, {row.rsquared_high:5.2f}]"
            held = ", ".join(
                f"{100 * getattr(row, f'coverage_{level}'):.0f}" for level in LEVELS_PCT
            )
            ahead = f"{row.ahead}+" if row.ahead == growth.CLASSES[-1] else str(row.ahead)
            lines.append(
                f"  {row.inputs:<13} {row.spread:<10} {ahead:<6} {row.estimator:<12} "
                f"{row.rsquared:6.3f} {interval:<18} {held} of {row.n_coverage}"
            )
    low, high = chosen_rsquared(record)
    return [
        *lines[1:],
        "",
        f"{EPS}, chosen as one would have at the time: R2 {low:.2f} to {high:.2f}",
    ]


def at_risk_lines(model: GrowthModel) -> list[str]:
    """Say how the quantiles of a growth rate have done, by quarters after the last published one."""
    lines = []
    for ahead, judged in zip(growth.CLASSES, model.record["by_ahead"], strict=True):
        loss, plain = sum(judged["pinball"]), sum(judged["pinball_unconditional"])
        more = " and more" if ahead == growth.CLASSES[-1] else ""
        lines += [
            f"Earnings at risk, {model.variable}, {ahead}{more} ahead: {judged['n_at_risk']} targets "
            f"{judged['first_at_risk']} to {model.record['last']}; pinball loss "
            f"{100 * (1 - loss / plain):.0f}% less than unconditional",
            "  quantile   outcomes below   unconditional: below   pinball loss less",
        ]
        for i, level in enumerate(QUANTILES_PCT):
            less = 100 * (1 - judged["pinball"][i] / judged["pinball_unconditional"][i])
            lines.append(
                f"  {level:>3}%      {100 * judged['hit_rates'][i]:6.1f}%         "
                f"{100 * judged['hit_rates_unconditional'][i]:6.1f}%               {less:+.0f}%"
            )
    return lines
