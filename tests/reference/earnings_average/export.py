"""The inputs of the plain computation, written for it from the panel and the shipped world.

Growth and regressors of both families with the pandemic's weights, the monthly drivers up to the
origin, and the completed monthly paths of the preset mild-slowdown: baseline, labour market alone, both
levers.
"""

from pathlib import Path

import pandas as pd

from models.equations import growth
from models.equations.completed_spread import completed_spread
from models.equations.growth_family import AVERAGED
from models.equations.growth_sample import sample_of
from models.equations.outcomes import EPS
from models.outcome.run import evaluate, preset_request
from models.outcome.world import World
from models.scenario.presets import preset
from models.scenario.spec import ModelSpec

FIRST_MONTH = pd.Period("2022-01", "M")


def export(world: World, folder: Path) -> None:
    """Write inputs_means.csv, inputs_levels.csv, drivers.csv and paths.csv."""
    windows = completed_spread(world.panel)
    for family in AVERAGED:
        seen = growth.observations(world.panel, EPS, windows, family)
        table = seen.assign(weight=sample_of(seen, EPS, family, ModelSpec()).weights)
        table.rename_axis("quarter").to_csv(
            folder / f"inputs_{family.name}.csv", float_format="%.17g"
        )
    macro = evaluate(preset_request(preset("mild-slowdown")), world).macro
    drivers = world.drivers.loc[FIRST_MONTH:].copy()
    n_edge = len(macro.edge_change)
    drivers.iloc[-n_edge:] += macro.change_of_edge(growth.DRIVERS)
    drivers.rename_axis("month").to_csv(folder / "drivers.csv", float_format="%.17g")
    paths = {"baseline": macro.baseline(growth.DRIVERS)}
    paths |= {lever: macro.scenario(growth.DRIVERS, lever) for lever in macro.joined}
    rows = [
        (name, str(month), *values)
        for name, path in paths.items()
        for month, values in zip(world.setting.months, path, strict=True)
    ]
    columns = ["joined", "month", *growth.DRIVERS]
    pd.DataFrame(rows, columns=columns).to_csv(
        folder / "paths.csv", index=False, float_format="%.17g"
    )
