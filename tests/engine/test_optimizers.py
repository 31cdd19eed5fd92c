"""Optimisers against their formulas, written for one number at a time."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnnviz.engine.architectures import lenet5
from cnnviz.engine.optimizer import Optimizer, OptimizerError
from cnnviz.engine.optimizers import SGD, Adam, AdamW


def run(optimizer: Optimizer, gradients: list[float]) -> list[float]:
    """Where one weight, 1 at the start, stands after each step."""
    weights, track = {"w": np.array([1.0])}, []
    for gradient in gradients:
        optimizer.step(weights, {"w": np.array([float(gradient)])})
        track.append(float(weights["w"][0]))
    return track


def test_plain_descent_goes_down_the_slope() -> None:
    assert run(SGD(0.1), [1, 2]) == pytest.approx([0.9, 0.7])


def test_momentum_keeps_a_part_of_the_last_step() -> None:
    assert run(SGD(0.1, momentum=0.9), [1, 1, 0]) == pytest.approx([0.9, 0.71, 0.539])


def test_nesterov_steps_to_where_the_momentum_leads() -> None:
    # v = 1, 1.9, 1.71 and w - 0.1 (g + 0.9 v)
    assert run(SGD(0.1, momentum=0.9, nesterov=True), [1, 1, 0]) == pytest.approx([0.81, 0.539, 0.3851])


def test_weight_decay_pulls_towards_zero() -> None:
    assert run(SGD(0.1, weight_decay=0.5), [0, 0]) == pytest.approx([0.95, 0.9025])


@pytest.mark.parametrize("decay", [0.0, 0.2])
@pytest.mark.parametrize("decoupled", [False, True])
def test_adam_follows_the_formulas_of_the_papers(decay: float, decoupled: bool) -> None:
    slopes = [0.5, -2.0, 0.1, 3.0]
    mean = square = 0.0
    weight, wanted = 1.0, []
    for step, slope in enumerate(slopes, 1):
        if decoupled:
            weight -= 0.01 * decay * weight
        else:
            slope += decay * weight
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weight -= 0.01 * (mean / (1 - 0.9**step)) / ((square / (1 - 0.999**step)) ** 0.5 + 1e-8)
        wanted.append(weight)
    assert run((AdamW if decoupled else Adam)(0.01, weight_decay=decay), slopes) == pytest.approx(wanted, rel=1e-12)


def test_the_rate_can_change_between_steps() -> None:
    optimizer = SGD(0.1)
    weights = {"w": np.array([1.0])}
    optimizer.learning_rate = 0.5
    optimizer.step(weights, {"w": np.array([1.0])})
    assert weights["w"][0] == 0.5


@pytest.mark.parametrize("optimizer", [SGD(1.0, 0.9), Adam(1.0), AdamW(1.0)])
def test_infinite_slopes_pass_without_a_warning(optimizer: Optimizer) -> None:
    run(optimizer, [np.inf, -np.inf, 1e300])


def test_gradients_are_left_as_they_are() -> None:
    for optimizer in (SGD(0.1), SGD(0.1, 0.9, 0.1, True), Adam(0.1, weight_decay=0.1), AdamW(0.1)):
        gradient = np.array([3.0])
        for _ in range(3):
            optimizer.step({"w": np.array([1.0])}, {"w": gradient})
        assert gradient[0] == 3


SHAPES = {"conv.weight": (3, 2, 5, 5), "conv.bias": (3,), "fc.weight": (300, 400), "fc.bias": (300,)}
MAKERS = pytest.mark.parametrize(
    "make",
    [
        lambda: SGD(0.1),
        lambda: SGD(0.1, momentum=0.9, weight_decay=0.01, nesterov=True),
        lambda: Adam(0.1, weight_decay=0.01),
        lambda: AdamW(0.1),
    ],
    ids=["sgd", "nesterov", "adam", "adamw"],
)
Make = Callable[[], Optimizer]


def arrays(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {name: rng.standard_normal(shape).astype(np.float32) for name, shape in SHAPES.items()}


@MAKERS
def test_arrays_packed_together_move_as_each_would_alone(make: Make) -> None:
    packed, alone = arrays(0), arrays(0)
    together, single = make(), {name: make() for name in SHAPES}
    for seed in (1, 2, 3):
        together.step(packed, arrays(seed))
        for name, optimizer in single.items():
            optimizer.step({name: alone[name]}, {name: arrays(seed)[name]})
    for name in SHAPES:
        np.testing.assert_array_equal(packed[name], alone[name])


@MAKERS
def test_what_is_remembered_makes_another_optimiser_go_on_bit_for_bit(make: Make) -> None:
    unbroken, weights = make(), arrays(0)
    for seed in (1, 2):
        unbroken.step(weights, arrays(seed))
    resumed, copies = make(), {name: array.copy() for name, array in weights.items()}
    resumed.load_state(dict(sorted(unbroken.state().items(), reverse=True)))  # in whatever order they come from a file
    for seed in (3, 4):
        unbroken.step(weights, arrays(seed))
        resumed.step(copies, arrays(seed))
    for name in SHAPES:
        np.testing.assert_array_equal(weights[name], copies[name])
    assert unbroken.state().keys() == resumed.state().keys()


def test_what_is_remembered_is_named_by_parameter_and_is_a_copy() -> None:
    optimizer = Adam()
    assert optimizer.state().keys() == {"steps"}
    optimizer.step({"w": np.array([[1.0, 2.0]])}, {"w": np.array([[3.0, 4.0]])})
    state = optimizer.state()
    assert (state["steps"], state["mean.w"].round(6).tolist()) == (1, [[0.3, 0.4]])
    state["mean.w"][...] = 7
    assert optimizer.state()["mean.w"].max() < 1
    assert SGD(0.1).state().keys() == {"steps"}


def test_memories_of_another_kind_are_refused() -> None:
    adam = Adam()
    adam.step(arrays(0), arrays(1))
    state = adam.state()
    with pytest.raises(OptimizerError, match=r"SGD does not remember “mean\.conv\.weight”"):
        SGD(0.1, 0.9).load_state(state)
    del state["square.fc.bias"]
    with pytest.raises(OptimizerError, match="not complete: Adam needs steps, and mean, square of the same parameters"):
        Adam().load_state(state)
    with pytest.raises(OptimizerError, match="not complete"):
        SGD(0.1).load_state({})


def test_gradients_of_other_parameters_than_before_are_refused() -> None:
    optimizer = Adam()
    optimizer.step(arrays(0), arrays(1))
    with pytest.raises(OptimizerError, match=r"are of other parameters than before \(w; before: conv.weight, "):
        optimizer.step({"w": np.ones(3)}, {"w": np.ones(3)})


def test_the_parameters_stay_the_networks_own_arrays() -> None:
    network = lenet5()
    before = {name: (array, array.copy()) for name, array in network.parameters.items()}
    Adam().step(network.parameters, {name: np.ones_like(array) for name, array in network.parameters.items()})
    for name, array in network.parameters.items():
        assert array is before[name][0]
        np.testing.assert_allclose(before[name][1] - array, 1e-3, rtol=1e-3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(-0.1), "learning_rate is -0.1; it must be a number, ≥ 0, < ∞"),
        (lambda: SGD(0.1, momentum=-1), "momentum is -1"),
        (lambda: SGD(0.1, nesterov=True), "Nesterov's step needs momentum; it is 0"),
        (lambda: Adam(float("nan")), "learning_rate is nan"),
        (lambda: Adam(betas=(0.9, 1.0)), r"betas\[1\] is 1.0; it must be a number, ≥ 0, < 1\."),
        (lambda: Adam(eps=-1e-8), "eps is -1e-08"),
        (lambda: AdamW(weight_decay=float("inf")), "weight_decay is inf"),
    ],
)
def test_impossible_numbers_are_refused(make: Make, message: str) -> None:
    with pytest.raises(OptimizerError, match=message):
        make()


def test_a_step_needs_next_to_no_memory_beside_what_is_remembered() -> None:
    weights, slopes = {"w": np.ones((2000, 1000), np.float32)}, {"w": np.ones((2000, 1000), np.float32)}
    optimizer = Adam(weight_decay=0.1)
    tracemalloc.start()
    optimizer.step(weights, slopes)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.15 * weights["w"].nbytes


@pytest.mark.parametrize("given", ["0.1", None, [1]])
def test_settings_that_are_no_numbers_are_named(given: Any) -> None:
    for make in (lambda: SGD(given), lambda: Adam(eps=given), lambda: SGD(0.1, weight_decay=given)):
        with pytest.raises(OptimizerError, match=r"(learning_rate|eps|weight_decay) is .*; it must be a number, ≥ 0"):
            make()


@pytest.mark.parametrize("betas", [0.9, (0.9,), "ab", None])
def test_betas_are_two_numbers(betas: Any) -> None:
    with pytest.raises(OptimizerError, match=r"^betas is .*; it must be two numbers, such as \(0\.9, 0\.999\)"):
        Adam(betas=betas)


@pytest.mark.parametrize(
    ("parameters", "gradients", "message"),
    [
        (5, 5, r"^The gradients must be float arrays with one axis or more, by name; there is 5\.$"),
        ({"w": np.zeros(3)}, {"w": [1.0]}, r"there is \[1\.0\]"),
        ({"w": np.zeros(3)}, {"w": np.zeros(3, int)}, r"there is \[0 0 0\]"),
        ({"w": np.zeros(())}, {"w": np.zeros(())}, r"there is 0\.0"),
        (
            {"w": np.zeros(3)},
            {"w": np.zeros(4)},
            r"^The gradient “w” has the shape \(4,\), but there is no parameter “w”",
        ),
        ({"w": np.zeros(3)}, {"v": np.zeros(3)}, r"there is no parameter “v” that is a float array of this shape"),
        ({"w": np.zeros(3, int)}, {"w": np.zeros(3)}, r"there is no parameter “w” that is a float array"),
        ([np.zeros(3)], {"w": np.zeros(3)}, r"there is no parameter “w”"),
    ],
)
def test_parameters_and_gradients_are_float_arrays_of_the_same_names_and_shapes(
    parameters: Any, gradients: Any, message: str
) -> None:
    with pytest.raises(OptimizerError, match=message):
        SGD(0.1).step(parameters, gradients)


def test_what_is_remembered_is_a_table() -> None:
    with pytest.raises(OptimizerError, match=r"^What is remembered is 5; it must be what state\(\) gave"):
        Adam().load_state(5)  # type: ignore[arg-type]
