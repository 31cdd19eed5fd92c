"""Made-up evaluations for the views that show single pictures."""

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.reports import EvaluationReport

NAMES = ("cat", "dog", "owl")
LABELS = np.array([0, 0, 0, 1, 1, 1, 2, 2])
PREDICTED = np.array([0, 1, 1, 1, 1, 0, 2, 2])
SURENESS = np.array([0.9, 0.8, 0.95, 0.7, 0.6, 0.55, 0.99, 0.5], np.float32)
TRUTH = np.where(PREDICTED == LABELS, SURENESS, (1 - SURENESS) / 2).astype(np.float32)
# Of the mistakes (pictures 1, 2 and 5) the surest is 2.


def pictures(count: int = len(LABELS)) -> Array:
    """Grey pictures of 5 × 5, each brighter than the one before."""
    return np.ones((count, 1, 5, 5), np.float32) * np.linspace(0, 1, count, dtype=np.float32)[:, None, None, None]


def evaluation(part: str = "validation", step: int = 12, count: int = len(LABELS)) -> EvaluationReport:
    """What was made of the first `count` pictures."""
    right = float((PREDICTED == LABELS)[:count].mean())
    return EvaluationReport(
        step, 1, 0.5, right, part, count, PREDICTED[:count], SURENESS[:count], TRUTH[:count]
    )  # fmt: skip
