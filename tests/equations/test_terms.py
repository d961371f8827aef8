"""Every term of every stored equation has words of its own."""

import pytest

from models.equations.terms import term_words
from models.outcome.world import shipped_world


def test_every_term_of_the_shipped_equations_is_said_and_no_two_alike():
    fit = shipped_world().fit
    members = (member for model in fit.growth for member in model.members)
    for equation in (*fit.returns, *members):
        terms = list(equation.estimates.table.index)
        said = [term_words(term) for term in terms]
        assert len(set(said)) == len(said)
        assert not any("_" in words for words in said)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("policy_rate_change_second_half", "Policy rate, change, second half"),
        (
            "mean_unemployment_change_4q_lag_4q",
            "Unemployment, change over a year, a year earlier, mean of four quarters",
        ),
        ("mean_fiscal_impulse_lag_4q", "Fiscal impulse, a year earlier, mean of four quarters"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_a_term_is_said_in_full(term, words):
    assert term_words(term) == words
