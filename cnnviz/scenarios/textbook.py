"""Worked examples from documents about convolution: what is printed there, and what comes out when it is computed.

Printed results are data; true ones are computed by the engine each time they are asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from cnnviz.engine.geometry import output_length, same_padding
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import Softmax
from cnnviz.numbers import count, number, size, trimmed
from cnnviz.scenarios.layers import convolution_of, pooling_of
from cnnviz.scenarios.samples import sample_values
from cnnviz.scenarios.scenario import Array, Scenario
from cnnviz.scenarios.source import Source, matrix_source
from cnnviz.text import mark, tr
from cnnviz.traces.kernels import RANDOM, preset, random_he

SCORES = (1.4, -0.4, 0.1, 1.6, 0.9, 0.5, 1.4, 3.4, 0.1, 2.2)
PRINTED_PROBABILITIES = ("0.06", "0.01", "0.01", "0.08", "0.04", "0.02", "0.06", "0.50", "0.01", "0.15")
TWO_CHANNELS = (((1, 2), (3, 4)), ((5, 6), (7, 8)))


class Fact(NamedTuple):
    """A line of an example's table: what it is about, what is `printed` (empty: nothing), and what is `true`."""

    label: str
    printed: str
    true: str
    wrong: bool = False


@dataclass(frozen=True, eq=False)
class Example:
    """One worked example; `title`, `text` and `note` (why printed and true differ, what to see) are marked sentences.

    `facts` computes the table. `scenario` is what the Convolve page shows of it, None where that shows nothing of it.
    """

    name: str
    title: str
    text: str
    note: str
    facts: Callable[[], tuple[Fact, ...]]
    scenario: Callable[[], Scenario] | None = None


def one_number() -> Scenario:
    """The numbers 1 to 9 under Sobel x: one place, one number."""
    return _scenario(matrix_source(tr("Numbers 1 to 9"), [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], "numbers"), "sobel-x")


def two_by_two() -> Scenario:
    """A 3 × 3 kernel on 4 × 4 numbers."""
    rows = [[float(4 * row + column + 1) for column in range(4)] for row in range(4)]
    return _scenario(matrix_source(tr("Numbers 1 to 16"), [rows]), "cross")


def same_size() -> Scenario:
    """A 3 × 3 kernel on 5 × 5 numbers with padding 1."""
    return _scenario(_sample("tiny", tr("Tiny matrix")), "cross").with_padding("same")


def pooled_digit() -> Scenario:
    """A digit of 28 × 28, a 3 × 3 kernel, ReLU, and pooling 2 × 2."""
    from cnnviz.data.drawn_digits import TEST, draw_digits  # here: drawing is slow to load

    pixels = draw_digits(0, 1, 0, stream=TEST)[0][0]
    source = Source(tr("Drawn digit"), pixels.astype(np.float32) / np.float32(255), key="drawn 0")
    return replace(_scenario(source, "sobel-x"), activation="relu", chain=True)


def six_filters() -> Scenario:
    """Six kernels of 5 × 5 × 3 on a picture of 32 × 32 × 3."""
    source = _sample("house", tr("House"))
    return _random_kernels(source, source.image(3, 32), 6, 32)


def ten_filters() -> Scenario:
    """Ten kernels of 5 × 5 × 6 on the six maps of the example before."""
    before = six_filters()
    maps = np.ascontiguousarray(_convolved(before))
    return _random_kernels(Source(tr("Six maps of the first convolution"), maps, exact=True), maps, 10, 28)


def _scenario(source: Source, kernel: str) -> Scenario:
    """A preset kernel on a source as it is."""
    weight = preset(kernel).make((3, 3))[None, None]
    bias = np.zeros(1, np.float32)
    scenario = Scenario(source, source.values, weight, bias, longest=source.longest, preset=kernel)
    return scenario.with_padding("valid")


def _random_kernels(source: Source, image: Array, filters: int, longest: int) -> Scenario:
    rng = np.random.default_rng(filters)
    weight = np.stack([random_he(len(image), (5, 5), rng) for _ in range(filters)])
    bias = np.zeros(filters, np.float32)
    return Scenario(source, image, weight, bias, longest=longest, preset=RANDOM).with_padding("valid")


def _sample(stem: str, name: str) -> Source:
    values = sample_values(f"sample {stem}")
    assert values is not None  # it ships with the program
    return Source(name, values, key=f"sample {stem}")


def _convolved(scenario: Scenario) -> Array:
    """(F, OH, OW), from the engine's layer."""
    return np.asarray(convolution_of(scenario)(scenario.image[None])[0])


def _fact(label: str, printed: str, true: str) -> Fact:
    return Fact(label, printed, true, wrong=printed != true)


def _one_number_facts() -> tuple[Fact, ...]:
    scenario = one_number()
    result, turned = _convolved(scenario), _convolved(replace(scenario, turned=True))
    return (
        _fact(tr("Size of the result"), size(2, 2), size(*result.shape[1:])),
        _fact(tr("Its number"), "9", number(float(result[0, 0, 0]), 0)),
        Fact(tr("… as true convolution (kernel turned by 180°)"), "", number(float(turned[0, 0, 0]), 0)),
    )


def _pooled_facts() -> tuple[Fact, ...]:
    scenario = pooled_digit()
    maps = _convolved(scenario)
    pooled = pooling_of(scenario, scenario.pool_kind)(maps[None])[0]
    return (
        _fact(tr("Picture"), size(28, 28), size(*scenario.image.shape[1:])),
        _fact(tr("After the convolution"), size(26, 26), size(*maps.shape[1:])),
        _fact(tr("After the pooling"), size(13, 13), size(*pooled.shape[1:])),
    )


def _six_facts() -> tuple[Fact, ...]:
    return _many_filters(six_filters(), size(28, 28, 6))


def _ten_facts() -> tuple[Fact, ...]:
    return _many_filters(ten_filters(), size(24, 24, 10))


def _many_filters(scenario: Scenario, printed: str) -> tuple[Fact, ...]:
    (channels, *picture), (filters, depth, *cells) = scenario.image.shape, scenario.kernel.shape
    layer, maps = convolution_of(scenario), _convolved(scenario)
    return (
        Fact(tr("Picture"), "", size(*picture, channels)),
        Fact(tr("Each of the {count} kernels", count=filters), "", size(*cells, depth)),
        _fact(tr("Maps"), printed, size(*maps.shape[1:], len(maps))),
        Fact(tr("Weights and biases to learn"), "", count(layer.size)),
    )


def _two_by_two_facts() -> tuple[Fact, ...]:
    return (_fact(tr("Size of the result"), size(2, 2), size(*_convolved(two_by_two()).shape[1:])),)


def _same_facts() -> tuple[Fact, ...]:
    facts, sizes = [], set()
    for cells in (3, 4, 5, 7):
        before, after, _, _ = same_padding((cells, cells))
        true = str(before) if before == after else tr("{before} above, {after} below", before=before, after=after)
        facts.append(_fact(tr("P for K = {cells}", cells=cells), trimmed((cells - 1) / 2), true))
        sizes.add(size(*[output_length(28, cells, before=before, after=after)] * 2))
    return (*facts, _fact(tr("What 28 × 28 becomes, for each K"), size(28, 28), ", ".join(sorted(sizes))))


def _flatten_facts() -> tuple[Fact, ...]:
    maps = np.array(TWO_CHANNELS, np.float32)
    first, last = (Flatten()(x[None])[0] for x in (maps, np.moveaxis(maps, 0, -1)))
    written = [" ".join(number(float(value), 0) for value in row) for row in (*maps.reshape(2, 4), first, last)]
    return (
        Fact(tr("Channel 1, row after row"), "", written[0]),
        Fact(tr("Channel 2, row after row"), "", written[1]),
        Fact(tr("Channel first: (C, H, W), as PyTorch does"), "", written[2]),
        Fact(tr("Channel last: (H, W, C), as TensorFlow does"), "", written[3]),
    )


def _softmax_facts() -> tuple[Fact, ...]:
    true = Softmax()(np.array([SCORES], np.float64))[0]
    lines = [
        Fact(
            tr("Class {index}, score {score}", index=index, score=number(score, 1)),
            printed,
            number(float(share), 4),
            wrong=printed != number(float(share), 2),
        )
        for index, (score, printed, share) in enumerate(zip(SCORES, PRINTED_PROBABILITIES, true, strict=True))
    ]
    total = number(sum(map(float, PRINTED_PROBABILITIES)), 2)
    return (*lines, _fact(tr("Sum"), total, number(float(true.sum()), 2)))


EXAMPLES: tuple[Example, ...] = (
    Example(
        "one-number", mark("3 × 3 on 3 × 3: one number"),
        mark("The numbers 1 to 9 meet a 3 × 3 kernel (Sobel x), without padding. A 2 × 2 map with a 9 in it is printed "
             "as the result."),
        mark("A 3 × 3 window has one place on a 3 × 3 picture, so the result is a single number: "
             "floor((3 − 3) / 1) + 1 = 1 in each direction. Networks compute cross-correlation, the kernel as it is; "
             "true convolution turns it by 180°, which here changes the sign."),
        _one_number_facts, one_number,
    ),
    Example(
        "pooled", mark("28 → 26 → 13: convolution and pooling"),
        mark("A digit of 28 × 28 pixels, a 3 × 3 convolution without padding, then max pooling 2 × 2 with stride 2."),
        mark("The printed sizes are right. The convolution loses one pixel on each side (28 − 3 + 1 = 26), and pooling "
             "halves what is left. Step through all three at once: a pooled number is there as soon as its window is "
             "full."),
        _pooled_facts, pooled_digit,
    ),
    Example(
        "six-filters", mark("32 × 32 × 3 with six 5 × 5 × 3 kernels"),
        mark("A colour picture of 32 × 32 pixels and six kernels, each with 5 × 5 weights for red, green and blue."),
        mark("The printed size is right. A kernel is as deep as its input, three channels here, and its sums over "
             "them are added to one number: each kernel makes one map, six kernels make six."),
        _six_facts, six_filters,
    ),
    Example(
        "ten-filters", mark("28 × 28 × 6 with ten 5 × 5 × 6 kernels"),
        mark("The six maps of the example before are the input of a second convolution with ten 5 × 5 kernels."),
        mark("The printed size is right. The kernels must be six deep now, because there are six maps; how many "
             "kernels there are, ten, is chosen freely and decides how many maps come out."),
        _ten_facts, ten_filters,
    ),
    Example(
        "two-by-two", mark("4 × 4 with 3 × 3: a 2 × 2 map"),
        mark("The numbers 1 to 16 in 4 × 4 cells meet a 3 × 3 kernel of zeros and ones, without padding."),
        mark("The printed size is right: the window has two places in each direction, 4 − 3 + 1 = 2."),
        _two_by_two_facts, two_by_two,
    ),
    Example(
        "same-size", mark("Same padding: P = (K − 1) / 2"),
        mark("With so many zeros around the picture, the map is as large as the picture (stride 1, K odd)."),
        mark("The rule is right for odd K; the table puts it to the test. For an even K, (K − 1) / 2 is no whole "
             "number, and one side gets a row more than the other. On the page: 5 × 5 with K = 3, so P = 1."),
        _same_facts, same_size,
    ),
    Example(
        "flatten", mark("Flatten: two channels in a row"),
        mark("Two maps of 2 × 2 numbers become one row of eight, in one of two orders."),
        mark("Both orders are in use. The layer after it learns one weight for each place in the row, so weights "
             "learnt in one order are wrong in the other: a model that is taken from one program to another must be "
             "put into the new order."),
        _flatten_facts,
    ),
    Example(
        "softmax", mark("Softmax: probabilities that add up to 0.94"),
        mark("A softmax is printed whose probabilities add up to 0.94. The scores behind it are not known; with these "
             "ten, the same happens."),
        mark("e to the score, divided by the sum of all of them: the shares of a softmax add up to 1, always. What is "
             "printed here was cut off after two decimals instead of rounded, and so every number lost up to 0.01."),
        _softmax_facts,
    ),
)  # fmt: skip
