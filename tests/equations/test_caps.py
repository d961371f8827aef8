import numpy as np
import pytest

from models.common.errors import PanelError
from models.equations.caps import cap_inputs, input_range

INPUTS = np.array([[0.0, 5.0], [1.0, -2.0], [9.0, 0.0]])


def test_range_comes_from_rows_of_full_weight():
    low, high = input_range(INPUTS, np.array([1.0, 1.0, 0.1]))
    assert low.tolist() == [0.0, -2.0]
    assert high.tolist() == [1.0, 5.0]


def test_values_outside_move_to_the_nearer_end_and_are_marked():
    capped, was_capped = cap_inputs(INPUTS, np.array([0.5, -1.0]), np.array([2.0, 5.0]))
    assert capped.tolist() == [[0.5, 5.0], [1.0, -1.0], [2.0, 0.0]]
    assert was_capped.tolist() == [[True, False], [False, True], [True, False]]


def test_the_training_rows_themselves_are_never_capped():
    inputs = np.random.default_rng(1).normal(size=(50, 4))
    capped, was_capped = cap_inputs(inputs, *input_range(inputs, np.ones(50)))
    np.testing.assert_array_equal(capped, inputs)
    assert not was_capped.any()


def test_missing_inputs_stay_missing():
    capped, was_capped = cap_inputs(np.array([[np.nan]]), np.array([0.0]), np.array([1.0]))
    assert np.isnan(capped).all()
    assert not was_capped.any()


def test_the_inputs_are_not_changed():
    inputs = np.array([[9.0]])
    cap_inputs(inputs, np.array([0.0]), np.array([1.0]))
    assert inputs[0, 0] == 9.0


def test_no_row_of_full_weight_is_refused():
    with pytest.raises(PanelError, match="None of the 3 rows has full weight"):
        input_range(INPUTS, np.full(3, 0.1))
