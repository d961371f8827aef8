"""The table of estimators: a row is all there is to name, and a name without a row is refused."""

import pytest

from models.__main__ import main
from models.common.errors import ModelError
from models.equations.estimators.estimator import estimator_named
from models.equations.stored_fit import SHIPPED
from models.scenario.link import CHOICES
from models.scenario.spec import (
    ESTIMATORS,
    GROWTH_ESTIMATORS,
    RETURN_ESTIMATORS,
    SPEC_CHOICES,
    ModelSpec,
)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_each_row_names_an_estimator_that_says_the_same_name(name):
    row, found = ESTIMATORS[name], estimator_named(name)
    assert row.id == name
    assert row.for_returns or row.for_growth
    assert getattr(found, "name", "ols") == name
    assert callable(found.result)


def test_every_estimator_on_offer_is_shipped_and_spelt_on_screen():
    returns = {spec.estimator for spec, _ in SHIPPED}
    growth = {spec.growth_estimator for spec, _ in SHIPPED}
    assert returns == set(RETURN_ESTIMATORS)
    assert growth == set(GROWTH_ESTIMATORS)
    assert list(CHOICES["estimator"]) == list(RETURN_ESTIMATORS)
    assert list(CHOICES["growth_estimator"]) == list(GROWTH_ESTIMATORS)


@pytest.mark.parametrize("choice", SPEC_CHOICES)
def test_the_default_is_the_first_choice_and_what_is_not_on_offer_is_refused(choice):
    assert getattr(ModelSpec(), choice) == next(iter(SPEC_CHOICES[choice]))
    with pytest.raises(ModelError, match=f"^{choice} is 'lasso'; give one of .+\\.$"):
        ModelSpec(**{choice: "lasso"})


def test_the_help_names_every_estimator(capsys):
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    for row in ESTIMATORS.values():
        assert f"{row.label} ({row.id})" in said
