"""Write the inputs of the plain computation: `python -m tests.reference.earnings_average.export`.

Growth and regressors of both families with the pandemic's weights, the monthly drivers up to the
origin, and the completed monthly paths of the preset mild-slowdown: baseline, labour market alone, both
levers. Run it after the data or the completion model change, then plain.py.
"""

from pathlib import Path

import pandas as pd

from models.equations import growth
from models.equations.completed_spread import completed_spread
from models.equations.growth_family import AVERAGED
from models.equations.growth_sample import sample_of
from models.equations.outcomes import EPS
from models.outcome.run import evaluate, preset_request
from models.outcome.world import shipped_world
from models.scenario.presets import preset
from models.scenario.spec import ModelSpec

HERE = Path(__file__).parent
FIRST_MONTH = pd.Period("2022-01", "M")


def main() -> None:
    """Write inputs_means.csv, inputs_levels.csv, drivers.csv and paths.csv."""
    world = shipped_world()
    windows = completed_spread(world.panel)
    for family in AVERAGED:
        seen = growth.observations(world.panel, EPS, windows, family)
        table = seen.assign(weight=sample_of(seen, EPS, family, ModelSpec()).weights)
        table.rename_axis("quarter").to_csv(
            HERE / f"inputs_{family.name}.csv", float_format="%.17g"
        )
    macro = evaluate(preset_request(preset("mild-slowdown")), world).macro
    drivers = world.drivers.loc[FIRST_MONTH:].copy()
    n_edge = len(macro.edge_change)
    drivers.iloc[-n_edge:] += macro.change_of_edge(growth.DRIVERS)
    drivers.rename_axis("month").to_csv(HERE / "drivers.csv", float_format="%.17g")
    paths = {"baseline": macro.baseline(growth.DRIVERS)}
    paths |= {lever: macro.scenario(growth.DRIVERS, lever) for lever in macro.joined}
    rows = [
        (name, str(month), *values)
        for name, path in paths.items()
        for month, values in zip(world.setting.months, path, strict=True)
    ]
    columns = ["joined", "month", *growth.DRIVERS]
    pd.DataFrame(rows, columns=columns).to_csv(
        HERE / "paths.csv", index=False, float_format="%.17g"
    )


if __name__ == "__main__":
    main()
