"""Processes that compute shares of a batch."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnnviz.engine import batch_gradients, crew
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.arrays import Array
from cnnviz.engine.batch_gradients import BatchGradients
from cnnviz.engine.crew import Member
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.linear import Linear
from cnnviz.engine.losses import ChosenLoss, LossError
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.engine.shared_arrays import shared_arrays

Batch = tuple[Array, Array]
PATIENCE_SECONDS = 60


@pytest.fixture
def batch(rng: np.random.Generator) -> Batch:
    return rng.random((41, 1, 28, 28), dtype=np.float32), rng.integers(0, 10, 41)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share any batch, from the first on, as on a machine with three cores."""
    monkeypatch.setattr(batch_gradients, "PATIENCE", 0)
    monkeypatch.setattr(batch_gradients, "WORTH_SHARING", 1)
    monkeypatch.setattr(batch_gradients, "processors", lambda: 3)


def network(seed: int = 1) -> Network:
    """LeNet-5, and a layer whose random numbers both sides must draw alike."""
    built = lenet5(seed)
    return Network([*built.layers[:-1], ("dropout", Dropout(0.3)), *built.layers[-1:]], (1, 28, 28))


def ready(gradients: BatchGradients, batch: Batch) -> list[Member]:
    """The members, once all are there."""
    gradients(*batch, np.random.default_rng(0))
    end = time.monotonic() + PATIENCE_SECONDS
    while not all(member.ready for member in gradients._members):
        assert time.monotonic() < end, "no member has come"
        time.sleep(0.01)
    return gradients._members


@pytest.fixture
def shared(batch: Batch) -> Iterator[BatchGradients]:
    with BatchGradients(network(), ChosenLoss(label_smoothing=0.1), 3) as gradients:
        ready(gradients, batch)
        yield gradients


def alone(monkeypatch: pytest.MonkeyPatch, batch: Batch) -> tuple[float, Array, dict[str, Array]]:
    """The same without other processes."""
    monkeypatch.setattr(batch_gradients, "processors", lambda: 1)
    with BatchGradients(network(), ChosenLoss(label_smoothing=0.1), 3) as gradients:
        result = gradients(*batch, np.random.default_rng(7))
        assert not gradients._members
        return result.loss, result.outputs, result.gradients


def test_other_processes_find_the_same_to_the_last_bit(
    shared: BatchGradients, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = shared(*batch, np.random.default_rng(7))
    assert len(shared._members) == 2
    loss, outputs, gradients = alone(monkeypatch, batch)
    assert result.loss == loss
    np.testing.assert_array_equal(result.outputs, outputs)
    for name, gradient in gradients.items():
        np.testing.assert_array_equal(result.gradients[name], gradient)


def test_they_follow_the_weights_and_take_batches_of_any_size(shared: BatchGradients, batch: Batch) -> None:
    before = shared(*batch, np.random.default_rng(7)).loss
    for array in shared.network.parameters.values():
        array *= 1.5
    assert shared(*batch, np.random.default_rng(7)).loss != before
    assert len(shared(batch[0][:5], batch[1][:5], np.random.default_rng(7)).outputs) == 5
    larger = [np.concatenate([array] * 3) for array in batch]
    assert len(shared(*larger, np.random.default_rng(7)).outputs) == 123
    ready(shared, larger)
    assert len(shared(*larger, np.random.default_rng(7)).outputs) == 123


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_member_that_is_killed_is_not_missed(
    shared: BatchGradients, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = alone(monkeypatch, batch)[2]
    monkeypatch.setattr(batch_gradients, "processors", lambda: 3)
    first, second = shared._members
    first._process.kill()  # while nothing is to be done
    for _ in range(2):
        result = shared(*batch, np.random.default_rng(7))
        np.testing.assert_array_equal(result.gradients["fc1.weight"], expected["fc1.weight"])
    monkeypatch.setattr(Member, "ready", property(lambda self: True))
    os.kill(second._process.pid, signal.SIGKILL)  # when it has been chosen for a share already
    result = shared(*batch, np.random.default_rng(7))
    np.testing.assert_array_equal(result.gradients["fc1.weight"], expected["fc1.weight"])


def test_a_batch_that_fails_spoils_no_later_one(
    shared: BatchGradients, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = batch[1].copy()
    wrong[0] = 10  # in the share that is computed here
    with pytest.raises(LossError, match="between 0 and 9"):
        shared(batch[0], wrong, np.random.default_rng(7))
    ready(shared, batch)
    result = shared(*batch, np.random.default_rng(7))
    assert result.loss == alone(monkeypatch, batch)[0]


def test_closing_leaves_no_process_and_no_file(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_memory", lambda: str(tmp_path))
    with BatchGradients(network(), ChosenLoss(), 2) as gradients:
        gradients(*batch, np.random.default_rng(0))
        (early,) = gradients._members
        assert list(tmp_path.iterdir())
    assert early._process.poll() == 0  # it had hardly begun
    assert not list(tmp_path.iterdir())
    with BatchGradients(network(), ChosenLoss(), 2) as gradients:
        (member,) = ready(gradients, batch)
        gradients(*batch, np.random.default_rng(0))
        assert not list(tmp_path.iterdir())  # nothing to leave behind, whatever happens
    assert member._process.poll() == 0


def test_a_short_run_starts_no_process(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_gradients, "PATIENCE", 2)
    with BatchGradients(network(), ChosenLoss(), 2) as gradients:
        for _ in range(2):
            gradients(*batch, np.random.default_rng(0))
        assert not gradients._members


@pytest.mark.parametrize("dtype", [np.float64, np.uint8])
def test_pictures_of_another_type_keep_their_digits(dtype: type, batch: Batch) -> None:
    images = (batch[0] * 255).astype(dtype)
    with BatchGradients(network(), ChosenLoss(), 2) as gradients:
        gradients(images, batch[1], np.random.default_rng(0))
        assert bool(gradients._members) == (dtype == np.uint8)  # those are computed as float32


def test_a_network_without_products_is_not_shared(batch: Batch) -> None:
    flat = Network([("flatten", Flatten()), ("fc", Linear(784, 10, rng=np.random.default_rng(0)))], (1, 28, 28))
    with BatchGradients(flat, ChosenLoss(), 2) as gradients:
        assert len(gradients._shares(40, np.random.default_rng(0))) == 2
    with BatchGradients(Network([("flatten", Flatten())], (1, 28, 28)), ChosenLoss(), 2) as gradients:
        assert len(gradients._shares(40, np.random.default_rng(0))) == 1


def test_shared_arrays_do_not_overlap(tmp_path: Path) -> None:
    fields = {"a": ((3,), "float32"), "b": ((2, 2), "float64"), "c": ((5,), "uint8")}
    mine, yours = shared_arrays(tmp_path / "arrays", fields), shared_arrays(tmp_path / "arrays", fields)
    for value, array in enumerate(mine.values()):
        array[...] = value
    assert [array.mean() for array in yours.values()] == [0, 1, 2]
