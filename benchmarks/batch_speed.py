"""Speed and memory of many scenarios at once; writes batch_speed.txt.

`python -m benchmarks.batch_speed`. Processor time of one thread, the quickest of some runs after
warm-up, as ratios to one evaluation of the same scenario in the same process.
"""

import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from models.comparison.axis import axis_of
from models.comparison.batch import evaluate_many
from models.equations.outcomes import EPS, RETURN
from models.outcome.run import evaluate, preset_request
from models.outcome.world import shipped_world
from models.scenario.levers.fiscal import FiscalLever
from models.scenario.levers.labour import LabourLever
from models.scenario.presets import preset
from models.scenario.request import Request

HERE = Path(__file__).parent
MONTHS = (3, 6, 12, 24)
SIDE = 41
MOST_SWEEP_MS, MOST_GRID_MS, MOST_GRID_MB = 5, 200, 150


def main() -> None:
    """Measure, print and write."""
    request = preset_request(preset("mild-slowdown"))
    text = "\n".join(measured(request, steps(request), cells(request), runs=40)) + "\n"
    (HERE / "batch_speed.txt").write_text(text)
    print(text, end="")


def measured(
    request: Request, sweep: Sequence[Request], grid: Sequence[Request], runs: int
) -> list[str]:
    """Say what one evaluation, a sweep and a grid take, and what memory the grid does."""
    world = shipped_world()
    one = quickest(lambda: evaluate(request, world), runs)
    lines = [f"One evaluation: {1e3 * one:.1f} ms."]
    for name, requests, times, most in (
        (f"A sweep of {len(sweep)} steps", sweep, max(runs // 2, 1), MOST_SWEEP_MS),
        (f"A grid of {len(grid)} cells", grid, max(runs // 5, 1), MOST_GRID_MS),
    ):
        for variables in ((RETURN,), (RETURN, EPS)):
            each = quickest(
                lambda r=requests, v=variables: evaluate_many(r, world, MONTHS, v), times
            )
            lines.append(
                f"{name}, {len(MONTHS)} horizons, bands, {' and '.join(variables)}: {1e3 * each:.1f} ms "
                f"(at most {most}), {each / one:.2f} evaluations."
            )
    tracemalloc.start()
    evaluate_many(grid, world)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    lines.append(f"Peak memory of the grid at 12 horizons: {peak:.0f} MB (at most {MOST_GRID_MB}).")
    return lines


def steps(request: Request) -> list[Request]:
    """Every step of the labour lever from -1 to 6 pp."""
    return axis_of("labour").requests(request, [round(i / 10 - 1, 1) for i in range(71)])


def cells(request: Request) -> list[Request]:
    """Every cell of the labour lever against the fiscal one."""
    labour = [_labour(request, i / 10 - 1) for i in range(SIDE)]
    fiscal = [FiscalLever(size_pct_gdp=round(i / 8 - 2, 3)) for i in range(SIDE)]
    return [_with(request, labour=x, fiscal=y) for x in labour for y in fiscal]


def _labour(request: Request, peak_pp: float) -> LabourLever:
    return request.scenario.labour.model_copy(update={"peak_rise_pp": round(peak_pp, 1)})


def _with(request: Request, **levers: object) -> Request:
    return replace(request, scenario=request.scenario.model_copy(update=levers))


def quickest(work: Callable[[], object], times: int) -> float:
    """Fewest seconds of processor time of some runs after one that is not counted."""
    work()
    spans = []
    for _ in range(times):
        start = time.thread_time()
        work()
        spans.append(time.thread_time() - start)
    return min(spans)


if __name__ == "__main__":
    main()
