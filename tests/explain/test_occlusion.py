"""Occlusion: what is covered, where, and what the score says then."""

from itertools import pairwise

import numpy as np
import pytest

from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import Target
from tests.explain.explained import every_report, explained, linear, picture_for, skipping


@pytest.mark.parametrize(("patch", "stride"), [(2, 1), (3, 2), (5, 4), (1, 1)])
def test_it_is_the_mean_fall_over_the_patches_that_covered_a_pixel(patch: int, stride: int) -> None:
    network = skipping()
    picture = picture_for(network)
    starts = sorted({*range(0, 8 - patch + 1, stride), 8 - patch})
    whole = network.logits(picture[None])[0, 1]
    total, count = np.zeros((8, 8)), np.zeros((8, 8))
    for top in starts:
        for left in starts:
            one = picture.copy()
            one[:, top : top + patch, left : left + patch] = 0
            total[top : top + patch, left : left + patch] += whole - network.logits(one[None])[0, 1]
            count[top : top + patch, left : left + patch] += 1
    result = explained("occlusion", network, picture, Target(1), patch=patch, stride=stride, fill="black")
    np.testing.assert_allclose(result.values, total / count, rtol=1e-9, atol=1e-12)
    assert result.coarse is not None and result.coarse.shape == (len(starts), len(starts))


def test_the_patch_moves_row_by_row_and_every_report_shows_it() -> None:
    network = skipping()
    picture = picture_for(network)
    reports = every_report("occlusion", network, picture, Target(0), patch=4, stride=4, fill="white")
    assert [report.patch for report in reports] == [(0, 0, 4, 4), (0, 4, 4, 4), (4, 0, 4, 4), (4, 4, 4, 4)]
    for report in reports:
        assert report.picture is not None and report.patch is not None
        top, left, *_ = report.patch
        expected = picture.copy()
        expected[:, top : top + 4, left : left + 4] = 1
        np.testing.assert_array_equal(report.picture, expected)
        assert report.facts["score now"] == pytest.approx(float(network.logits(expected[None])[0, 0]))
        assert report.facts["probability now"] == pytest.approx(float(network.probabilities(expected[None])[0, 0]))
    known = [int(np.isfinite(report.values).sum()) for report in reports]
    assert known == [16, 32, 48, 64]
    assert all(before is not after for before, after in pairwise(report.values for report in reports))


def test_the_cover_has_the_colour_that_the_network_takes_for_it() -> None:
    plain = linear()
    facts = InputNormalisation(mean=(0.3,), spread=(0.2,)).facts()
    network = Network(plain.nodes, plain.input_shape, info=facts)
    picture = picture_for(network)
    report = every_report("occlusion", network, picture, Target(0), patch=4, stride=4, fill="black")[0]
    assert report.picture is not None
    np.testing.assert_allclose(report.picture[0, :4, :4], -1.5)
    report = every_report("occlusion", network, picture, Target(0), patch=4, stride=4, fill="mean")[0]
    assert report.picture is not None
    np.testing.assert_allclose(report.picture[0, :4, :4], picture.mean())


def test_a_patch_larger_than_the_picture_covers_it_once() -> None:
    network = skipping()
    reports = every_report("occlusion", network, picture_for(network), Target(0), patch=200)
    assert [report.patch for report in reports] == [(0, 0, 8, 8)]
