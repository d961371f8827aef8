"""The record of the growth equations as a file and as lines of text."""

from pathlib import Path

import pandas as pd

from models.common.artifacts import Artifact, rows_of, table_of
from models.common.bands import ALL_SHOWN, LEVELS_PCT
from models.completion.stored import COMPLETION_VERSION
from models.equations import growth
from models.equations.at_risk import QUANTILES_PCT, AtRisk
from models.equations.fitted import SPECIFICATION_VERSION
from models.panel import Panel

STORED = Path(__file__).with_name("fits") / "growth_record"


def record_artifact(panel: Panel, directory: Path = STORED) -> Artifact:
    """Return what is stored of the record of a panel's date, and what it rests on."""
    return Artifact(
        kind="growth_record",
        directory=directory,
        as_of=str(panel.vintage),
        versions=(SPECIFICATION_VERSION, COMPLETION_VERSION),
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


def record_lines(record: pd.DataFrame) -> list[str]:
    """Say a record as a table in plain text, a line for each equation, spread, estimator and span."""
    lines = []
    for (equation, span), rows in record.groupby(["equation", "span"], sort=False):
        head = rows.iloc[0]
        lines += ["", f"{equation}, {span}: {head['n']} targets {head['first']} to {head['last']}"]
        lines.append(f"  spread     estimator    R2, 95 % interval          bands {ALL_SHOWN} held")
        for row in rows.sort_values("spread", kind="stable").itertuples():
            interval = f"[{row.rsquared_low:5.2f}, {row.rsquared_high:5.2f}]"
            held = ", ".join(
                f"{100 * getattr(row, f'coverage_{level}'):.0f}" for level in LEVELS_PCT
            )
            lines.append(
                f"  {row.spread:<10} {row.estimator:<12} {row.rsquared:6.3f} {interval:<18} "
                f"{held} of {row.n_coverage}"
            )
    return lines[1:]


def at_risk_lines(at_risk: AtRisk) -> list[str]:
    """Say how the quantiles of EPS growth have done."""
    lines = [
        f"Earnings at risk, {at_risk.target}: {at_risk.n_judged} targets {at_risk.first_judged} to "
        f"{at_risk.last}; put in order in {100 * at_risk.share_crossing:.0f} % of them",
        "  quantile   outcomes below   unconditional: below   pinball loss less than unconditional",
    ]
    for i, level in enumerate(QUANTILES_PCT):
        less = 100 * (1 - at_risk.pinball[i] / at_risk.pinball_unconditional[i])
        lines.append(
            f"  {level:>3} %      {100 * at_risk.hit_rates[i]:6.1f} %         "
            f"{100 * at_risk.hit_rates_unconditional[i]:6.1f} %               {less:+.0f} %"
        )
    return lines
