"""Several estimators of relative returns on one sample: what they share, and their numbers alone."""

import json
from dataclasses import replace

from models.equations import fit_all, relative_return
from models.equations.estimators.estimator import estimator_named
from models.panel import load_panel
from models.scenario.spec import ModelSpec

SPEC = ModelSpec()


def test_estimators_share_windows_and_redraws_and_give_the_digits_of_each_alone(monkeypatch):
    made, panel = [], load_panel()
    for module, name in ((relative_return, "observations"), (fit_all, "redraw_windows")):
        make = getattr(module, name)

        def counted(*given, make=make, name=name, **options):
            made.append((name, options.get("redraws")))
            return make(*given, **options)

        monkeypatch.setattr(module, name, counted)
    together = fit_all.fit_return(panel, SPEC, 3)
    alike = {estimator_named(name).redraws for name in SPEC.single_estimators}
    assert len(alike) < len(SPEC.single_estimators)  # two of them take equally many
    assert sorted(made, key=str) == sorted(
        [("observations", None), *(("redraw_windows", count) for count in alike)], key=str
    )
    for name, equation in zip(SPEC.single_estimators, together, strict=True):
        (alone,) = fit_all.fit_return(panel, replace(SPEC, estimator=name), 3)
        assert json.dumps(equation.to_dict()) == json.dumps(alone.to_dict())
