"""Integrated gradients: completeness, and what it says of how far it is from it."""

import numpy as np
import pytest

from cnnviz.engine.network import Network
from cnnviz.explain.explanation import Target
from tests.explain.explained import every_report, explained, linear, picture_for, skipping


def test_the_completeness_error_is_the_sum_beside_the_difference_of_the_scores() -> None:
    network = skipping()
    picture = picture_for(network)
    result = explained("integrated-gradients", network, picture, Target(1), steps=10)
    scores = [float(network.logits(one[None])[0, 1]) for one in (np.zeros_like(picture), picture)]
    assert result.score == pytest.approx(scores[1])
    assert result.facts["score of the baseline"] == pytest.approx(scores[0])
    assert result.facts["sum"] == pytest.approx(float(result.values.sum()))
    assert result.facts["completeness error"] == pytest.approx(float(result.values.sum()) - (scores[1] - scores[0]))


def test_more_steps_make_the_error_smaller() -> None:
    network = skipping()
    picture = picture_for(network)
    errors = [
        abs(explained("integrated-gradients", network, picture, Target(1), steps=steps).facts["completeness error"])
        for steps in (1, 30, 1000)
    ]
    assert errors[0] > 3 * errors[1] > 9 * errors[2]
    assert errors[2] < 1e-3  # it falls as 1 / steps: the score has kinks on the way


@pytest.mark.parametrize("baseline", ["black", "grey", "white", "mean"])
def test_of_a_linear_network_it_is_exact_from_every_baseline(baseline: str) -> None:
    network = linear()
    picture = picture_for(network)
    level = {"black": 0.0, "grey": 0.5, "white": 1.0, "mean": picture.mean()}[baseline]
    result = explained("integrated-gradients", network, picture, Target(0), steps=1, baseline=baseline)
    weights = network.weights["fc.weight"][0].reshape(1, 4, 6)
    np.testing.assert_allclose(result.values, weights * (picture - level))
    assert result.facts["completeness error"] == pytest.approx(0, abs=1e-12)


def test_it_is_the_mean_of_the_slopes_at_the_middles_of_the_steps() -> None:
    network = skipping()
    picture = picture_for(network)
    slopes = [
        explained("saliency", network, share * picture, Target(2), form="signed").values
        for share in (np.arange(40) + 0.5) / 40
    ]
    reports = every_report("integrated-gradients", network, picture, Target(2), steps=40)
    np.testing.assert_allclose(reports[-1].values, picture * np.mean(slopes, axis=0), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(reports[0].values, picture * np.mean(slopes[::3], axis=0), rtol=1e-9, atol=1e-12)
    assert len(reports) == 3


def test_float32_stays_float32() -> None:
    network = Network(linear().copy(np.float32).nodes, (1, 4, 6))
    picture = picture_for(network).astype(np.float32)
    assert explained("integrated-gradients", network, picture, Target(0)).values.dtype == np.float32
