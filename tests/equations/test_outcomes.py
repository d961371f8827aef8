"""The table of outcomes says of each variable what its equation, the panel and the tables say."""

import pytest

from models import load_panel
from models.common.errors import ExplorerError
from models.equations import growth
from models.equations.outcomes import OUTCOMES, RETURN, SHIPPED
from models.outcome.world import shipped_world


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_row_is_filed_under_its_variable_and_begins_its_title_with_a_capital(name):
    row = OUTCOMES[name]
    assert row.variable == name
    assert row.title[1:] == row.label[1:]
    assert row.title[0].isupper()
    assert (row.quarters_summed > 0) == (row.kind == "growth")


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_is_shipped_is_a_series_of_the_panel_by_its_publisher(name):
    row, panel = OUTCOMES[name], load_panel()
    if row.own:
        with pytest.raises(ExplorerError, match="no series"):
            panel.provenance(name)
    elif row.kind == "growth":
        assert row.publisher in panel.provenance(name).publisher


@pytest.mark.parametrize("name", SHIPPED)
def test_a_fit_finds_the_equation_of_each_outcome(name):
    fit = shipped_world().fit
    for horizon in (1, 12, 24):
        found = fit.equation(name, horizon)
        assert (found.variable, found.unit) == (name, SHIPPED[name].unit)
        assert name != RETURN or found.horizon_months == horizon


def test_the_growth_equations_are_the_shipped_growth_outcomes():
    assert tuple(e.variable for e in shipped_world().fit.growth) == growth.TARGETS
    assert [RETURN, *growth.TARGETS] == list(SHIPPED)
