"""Which picture a wish means."""

from itertools import count

import numpy as np

from cnnviz.engine.architectures import lenet5
from cnnviz.ui.train.live.probe_choice import ProbeWish, find_probe, predictions_of

TRUTH = np.array([0, 1, 2, 0, 1, 2])
GUESSES = np.array([0, 1, 0, 0, 2, 2])


def test_a_number_that_does_not_exist_is_no_picture() -> None:
    assert find_probe(ProbeWish(number=6), 0, TRUTH, GUESSES.take) is None
    assert find_probe(ProbeWish(number=5), 0, TRUTH, GUESSES.take) == 5


def test_next_and_before_go_round() -> None:
    assert find_probe(ProbeWish(), 5, TRUTH, GUESSES.take) == 0
    assert find_probe(ProbeWish(by=-1), 0, TRUTH, GUESSES.take) == 5


def test_the_next_of_a_class_is_not_the_one_that_is_shown_unless_there_is_no_other() -> None:
    assert find_probe(ProbeWish(label=2), 2, TRUTH, GUESSES.take) == 5
    assert find_probe(ProbeWish(label=9), 2, TRUTH, GUESSES.take) is None


def test_the_next_mistake_lies_in_the_direction_that_is_asked_for() -> None:
    assert find_probe(ProbeWish(mistaken=True), 2, TRUTH, GUESSES.take) == 4
    assert find_probe(ProbeWish(by=-1, mistaken=True), 2, TRUTH, GUESSES.take) == 4
    assert find_probe(ProbeWish(mistaken=True, label=2), 4, TRUTH, GUESSES.take) == 2


def test_where_nothing_is_mistaken_there_is_no_mistake() -> None:
    assert find_probe(ProbeWish(mistaken=True), 0, TRUTH, TRUTH.take) is None


def test_a_mistake_is_looked_for_no_longer_than_nobody_notices() -> None:
    truth, asked = np.zeros(10_000, int), []

    def slow(which: np.ndarray) -> np.ndarray:
        asked.append(len(which))
        return truth[which]

    seconds = count()
    assert find_probe(ProbeWish(mistaken=True), 0, truth, slow, clock=lambda: 0.05 * next(seconds)) is None
    assert asked == [1, 2, 4, 8]


def test_predictions_are_those_of_the_network() -> None:
    images = np.random.default_rng(0).random((5, 1, 28, 28), np.float32)
    network = lenet5(0)
    np.testing.assert_array_equal(
        predictions_of(network, images)(np.array([4, 0])), network.logits(images[[4, 0]]).argmax(axis=1)
    )
