"""The record of the growth equations as a file and as lines of text."""

import hashlib
import json
from pathlib import Path

import pandas as pd

from models.common.bands import ALL_SHOWN, LEVELS_PCT
from models.common.errors import ModelError
from models.common.files import undamaged, write_whole
from models.equations.at_risk import QUANTILES_PCT, AtRisk
from models.panel import Panel

STORED = Path(__file__).with_name("growth_record")


def store_record(panel: Panel, record: pd.DataFrame, directory: Path = STORED) -> Path:
    """Write a record where `load_record` looks for it, whole or not at all."""
    rounded = record.round(6)
    rows = rounded.to_dict(orient="records")
    content = {
        "fingerprint": _fingerprint(rows),
        "snapshot_hash": panel.snapshot_hash,
        "rows": rows,
    }
    directory.mkdir(exist_ok=True)
    path = directory / f"{panel.vintage}.json"
    write_whole(path, json.dumps(content, indent=0) + "\n")
    return path


def load_record(panel: Panel, directory: Path = STORED) -> pd.DataFrame | None:
    """Return the stored record, or None where there is none of these data.

    Raises ModelError when the file is damaged or was altered after it was written.
    """
    path = directory / f"{panel.vintage}.json"
    if not path.is_file():
        return None
    with undamaged(path.name, ModelError, "run make fit."):
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["snapshot_hash"] != panel.snapshot_hash:
            return None
        signed, found = stored["fingerprint"], _fingerprint(stored["rows"])
        record = pd.DataFrame(stored["rows"])
    if found != signed:
        raise ModelError(
            f"{path.name} of the earnings record was changed after it was made (its fingerprint is "
            f"{signed}, its content gives {found}): run make fit."
        )
    return record


def _fingerprint(rows: list[dict]) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:16]


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
