"""Small made-up runs, as if they had been trained: for whatever compares, lists and queues runs."""

import numpy as np

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup

STEPS_PER_EPOCH, BATCH, VALIDATION = 10, 8, 50


def made_setup(name: str, network: str = "lenet5", created: str = "2025-03-01T10:00:00", **values: object) -> RunSetup:
    """A run of two epochs on drawn digits, with some settings of its own."""
    description = NETWORKS[network].build(None).describe()
    own = {"batch_size": BATCH, "epochs": 2, "learning_rate": 0.001, "schedule": "constant"}
    settings = TrainingSettings.of({**own, **values})
    return RunSetup(name, description, network, DataChoice("drawn", validation=VALIDATION), settings, created)


def made_record(setup: RunSetup, best: float = 0.9, steps: int = 20, state: str = "finished") -> RunRecord:
    """Its numbers: the validation accuracy rises to `best`, the loss falls with it."""
    record = RunRecord(setup, validation_pictures=VALIDATION, state=state, seconds=0.5 * steps)
    total = STEPS_PER_EPOCH * setup.settings.epochs
    for step in range(1, steps + 1):
        epoch = (step - 1) // STEPS_PER_EPOCH + 1
        loss = 2.3 * (1 - best * step / total)
        rate = setup.settings.learning_rate
        record.add(StepReport(step, epoch, STEPS_PER_EPOCH, total, loss, best * step / total, rate, BATCH * step))
        if step % 5 == 0:
            whole = step % STEPS_PER_EPOCH == 0
            accuracy = best * (0.5 + 0.5 * step / total)
            record.add(evaluation(step, epoch, accuracy, VALIDATION if whole else 20))
    if state == "finished":
        record.add(evaluation(total, setup.settings.epochs, best - 0.01, 40, "test"))
    return record


def evaluation(step: int, epoch: int, accuracy: float, pictures: int, part: str = "validation") -> EvaluationReport:
    """A score with single pictures behind it that nobody looks at."""
    shares = np.full(pictures, accuracy, np.float32)
    return EvaluationReport(
        step, epoch, float(-np.log(accuracy)), accuracy, part, pictures, np.zeros(pictures, np.int64), shares, shares
    )
