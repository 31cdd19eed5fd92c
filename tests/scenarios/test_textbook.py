"""The worked examples say what is true: it is computed, and here it is computed again by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnviz.scenarios.scenario_files import open_scenario, save_scenario
from cnnviz.scenarios.scenes import scene_of
from cnnviz.scenarios.textbook import EXAMPLES, PRINTED_PROBABILITIES, SCORES, Example
from cnnviz.traces.chain_scene import ChainScene

BY_NAME = {example.name: example for example in EXAMPLES}
SHOWN = [example for example in EXAMPLES if example.scenario is not None]


def true(name: str) -> list[str]:
    return [fact.true for fact in BY_NAME[name].facts()]


def wrong(name: str) -> list[bool]:
    return [fact.wrong for fact in BY_NAME[name].facts()]


def test_the_example_with_a_printed_nine_is_the_single_number_minus_eight() -> None:
    picture, kernel = np.arange(1, 10).reshape(3, 3), np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    by_hand = sum(int(picture[row, column]) * int(kernel[row, column]) for row in range(3) for column in range(3))
    turned = sum(
        int(picture[row, column]) * int(kernel[2 - row, 2 - column]) for row in range(3) for column in range(3)
    )
    assert (by_hand, turned) == (-8, 8)
    assert true("one-number") == ["1 × 1", "−8", "8"]
    assert [fact.printed for fact in BY_NAME["one-number"].facts()] == ["2 × 2", "9", ""]
    assert wrong("one-number") == [True, True, False]


def test_what_the_page_shows_of_it_is_that_number() -> None:
    example = BY_NAME["one-number"]
    assert example.scenario is not None
    for is_turned, expected in ((False, -8), (True, 8)):
        scene = scene_of(replace(example.scenario(), turned=is_turned))
        assert scene.length == 1
        assert scene.frame(0).sum.outcome == expected


def test_a_digit_shrinks_from_28_to_26_to_13() -> None:
    assert true("pooled") == ["28 × 28", "26 × 26", "13 × 13"]
    assert not any(wrong("pooled"))
    example = BY_NAME["pooled"]
    assert example.scenario is not None
    scene = scene_of(example.scenario())
    assert isinstance(scene, ChainScene)
    sizes = {key: (scene.panel(key).rows, scene.panel(key).columns) for key in ("input", "convolution", "pooling")}
    assert sizes == {"input": (28, 28), "convolution": (26, 26), "pooling": (13, 13)}


@pytest.mark.parametrize(
    ("name", "channels", "filters", "maps", "learnt"),
    [("six-filters", 3, 6, "28 × 28 × 6", 6 * 75 + 6), ("ten-filters", 6, 10, "24 × 24 × 10", 10 * 150 + 10)],
)
def test_each_filter_is_as_deep_as_its_input_and_makes_one_map(
    name: str, channels: int, filters: int, maps: str, learnt: int
) -> None:
    assert true(name)[2] == maps and true(name)[3].replace("\u2009", "") == str(learnt)
    example = BY_NAME[name]
    assert example.scenario is not None
    scenario = example.scenario()
    assert scenario.kernel.shape == (filters, channels, 5, 5)
    assert scene_of(scenario).panel("output").count == filters


def test_the_second_convolution_takes_the_maps_of_the_first() -> None:
    first, second = BY_NAME["six-filters"].scenario, BY_NAME["ten-filters"].scenario
    assert first is not None and second is not None
    assert np.array_equal(scene_of(first()).values("output"), second().image)


def test_three_by_three_on_four_by_four_makes_two_by_two() -> None:
    assert true("two-by-two") == ["2 × 2"]


def test_same_padding_is_half_of_an_odd_kernel_and_uneven_for_an_even_one() -> None:
    assert true("same-size") == ["1", "1 above, 2 below", "2", "3", "28 × 28"]
    assert wrong("same-size") == [False, True, False, False, False]


def test_flatten_writes_one_map_after_the_other_or_goes_round_the_maps() -> None:
    assert true("flatten")[2:] == ["1 2 3 4 5 6 7 8", "1 5 2 6 3 7 4 8"]


def test_the_printed_probabilities_add_up_to_094_and_the_true_ones_to_1() -> None:
    facts = BY_NAME["softmax"].facts()
    assert (facts[-1].printed, facts[-1].true, facts[-1].wrong) == ("0.94", "1.00", True)
    assert round(sum(map(float, PRINTED_PROBABILITIES)), 10) == 0.94
    powers = np.exp(SCORES)
    assert [float(fact.true) for fact in facts[:-1]] == np.round(powers / powers.sum(), 4).tolist()


def test_every_printed_probability_is_the_true_one_cut_after_two_decimals() -> None:
    assert [fact.printed for fact in BY_NAME["softmax"].facts()[:-1]] == [share[:4] for share in true("softmax")[:-1]]


@pytest.mark.parametrize("example", SHOWN, ids=[example.name for example in SHOWN])
def test_every_example_can_be_shown_saved_and_opened(tmp_path: Path, example: Example) -> None:
    assert example.scenario is not None
    scenario = example.scenario()
    scene = scene_of(scenario)
    assert np.isfinite(scene.frame(scene.length - 1).sum.outcome)
    save_scenario(tmp_path / "example.cnnviz.json", scenario, {})
    assert open_scenario(tmp_path / "example.cnnviz.json")[0].image.tobytes() == scenario.image.tobytes()


def test_no_two_examples_have_one_name() -> None:
    assert len(BY_NAME) == len(EXAMPLES) == 8
