"""Small runs with real weights, made without training: a network that drifts, and its snapshots."""

from collections.abc import Sequence

import numpy as np

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.architectures import NETWORKS, lenet5
from cnnviz.engine.network import Network
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.snapshot import Snapshot
from cnnviz.history.snapshots import SnapshotStore

STEPS = (0, 1, 2, 4, 8, 16)
STEPS_PER_EPOCH = 8


def drifting_run(
    steps: Sequence[int] = STEPS, network: Network | None = None, pictures: int = 20
) -> tuple[RunRecord, SnapshotStore]:
    """The record of a run, and snapshots after `steps`: all weights are those of the start times 1 + step / 10."""
    network = network or lenet5(0)
    setup = RunSetup("a run", network.describe(), "own", DataChoice(), TrainingSettings(), "2025-03-01T17:04:09")
    record, store = RunRecord(setup, validation_pictures=100), SnapshotStore()
    for step in range(1, max(steps) + 1):
        record.add(StepReport(step, 1 + (step - 1) // STEPS_PER_EPOCH, STEPS_PER_EPOCH, max(steps), 2.3 / step,
                              0.5, 1e-3, 8 * step))  # fmt: skip
    for step in steps:
        store.add(snapshot_of(network, step, pictures))
        record.add(store.get(len(store) - 1).evaluation)
    return record, store


def snapshot_of(network: Network, step: int, pictures: int = 20) -> Snapshot:
    """The network `step` steps on."""
    weights = {name: array * np.float32(1 + step / 10) for name, array in network.weights.items()}
    slopes = {
        name: np.full_like(array, step / 100) for name, array in network.parameters.items() if step and array.ndim == 4
    }
    sure = np.full(pictures, 0.5, np.float32)
    score = EvaluationReport(step, 1 + step // STEPS_PER_EPOCH, 2.3 / (1 + step), min(1.0, step / 16), "validation",
                             pictures, (np.arange(pictures) + (step < 8)) % 10, sure, sure)  # fmt: skip
    return Snapshot(step, 1 + step // STEPS_PER_EPOCH, weights, slopes, score)


def network_named(name: str) -> Network:
    return NETWORKS[name].build(0)
