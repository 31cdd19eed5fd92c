"""The axes on which runs are compared."""

import numpy as np

from cnnviz.ui.train.runs_view.run_curves import KINDS

ACCURACY, LOSS = KINDS[0], KINDS[1]


def test_of_short_runs_everything_is_seen_and_of_longer_ones_what_happens_now() -> None:
    shares, losses = np.array([10.0] * 2 + [99.0] * 40), np.array([6.0] * 2 + [0.4] * 40)
    steps = np.arange(1.0, 43)
    assert ACCURACY.span([(steps, shares)], False) == (0.0, 100.0)
    assert ACCURACY.span([(steps, shares), (10 * steps, shares)], False) == (98.0, 100.0)
    assert LOSS.span([(steps, losses)], False)[1] > 6 > LOSS.span([(10 * steps, losses)], False)[1]
