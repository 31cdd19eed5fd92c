"""Gradient clipping: one steep place must not throw the weights far away (Pascanu et al. 2013, arXiv:1211.5063)."""

from collections.abc import Mapping

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.optimizer import check_gradients, checked_rate


def clip_by_norm(gradients: Mapping[str, Array], max_norm: float) -> float:
    """Shorten all gradients together, in place, to the length `max_norm`; returns their length before.

    The length is the root of the sum of all squares, as in `torch.nn.utils.clip_grad_norm_`; shorter ones stay as they
    are. OptimizerError for a `max_norm` below 0 and for gradients that are no float arrays by name.

    >>> gradients = {"weight": np.array([0.0, 3.0]), "bias": np.array([4.0])}
    >>> clip_by_norm(gradients, 1), gradients["weight"].round(4).tolist(), gradients["bias"].round(4).tolist()
    (5.0, [0.0, 0.6], [0.8])
    """
    checked_rate("max_norm", max_norm)
    check_gradients(gradients)
    with np.errstate(over="ignore", invalid="ignore"):
        rows = (array.reshape(-1) for array in gradients.values())
        norm = float(np.sqrt(sum((float(np.vdot(row, row)) for row in rows), 0.0)))
        factor = max_norm / (norm + 1e-6)  # as PyTorch has it: no division by zero
        if not factor >= 1:  # NaN is not larger either
            for array in gradients.values():
                array *= factor
    return norm


def clip_by_value(gradients: Mapping[str, Array], limit: float) -> None:
    """Bring every number of the gradients, in place, between -`limit` and `limit` (`torch.nn.utils.clip_grad_value_`).

    OptimizerError for a `limit` below 0 and for gradients that are no float arrays by name.

    >>> gradients = {"weight": np.array([-3.0, 0.5])}
    >>> clip_by_value(gradients, 1)
    >>> gradients["weight"].tolist()
    [-1.0, 0.5]
    """
    checked_rate("limit", limit)
    check_gradients(gradients)
    for array in gradients.values():
        np.clip(array, -limit, limit, out=array)
