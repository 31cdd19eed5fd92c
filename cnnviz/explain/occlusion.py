"""Occlusion: cover a part of the picture, and see what the score says now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.network import Network
from cnnviz.engine.softmax import Softmax
from cnnviz.explain.answering import Answering
from cnnviz.explain.explanation import Explanation, Method, Target
from cnnviz.explain.fills import USUAL, WITH_USUAL, colour, usual_fill
from cnnviz.explain.passes import passes_of
from cnnviz.explain.scores import Score
from cnnviz.settings import Setting, Value
from cnnviz.text import mark

NAME = "occlusion"
Patch = tuple[int, int, int, int]  # top, left, height, width


class Seen(NamedTuple):
    """What a pass says of each picture: the score (N,), and the probability (N,) where a class is explained."""

    scores: Array
    shares: Array | None


class Asked(NamedTuple):
    """What is asked: `output` gives (N, ...) of the layer of `score` for pictures, `at_once` or fewer of them."""

    target: Target
    score: Score
    output: Callable[[Array], Array]
    at_once: int


def occlusion(network: Network, picture: Array, target: Target, settings: Mapping[str, Value]) -> Iterator[Explanation]:
    """How far the score falls while a patch is covered; one report for each place of the patch.

    `values` (H, W): at each pixel the mean fall over all patches that covered it, NaN where none has yet; positive
    where the covered part spoke for the score. `coarse`: the fall for each place of the patch. `picture` is the one
    with the patch. Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks", arXiv:1311.2901,
    section 4.2. ExplanationError for a target that there is not.
    """
    score = Score.of(network, target)
    with passes_of(network, picture) as passes:
        asked = Asked(target, score, lambda pictures: passes.run(pictures)[score.layer].output, passes.at_once())
        yield from _covering(asked, picture, colour(network, picture, str(settings.get("fill", USUAL))), settings)


def occlusion_of_answers(
    model: Answering, picture: Array, target: Target, settings: Mapping[str, Value]
) -> Iterator[Explanation]:
    """The same of a model that only answers, picture by picture."""
    score = Score.of(model, target)
    asked = Asked(target, score, lambda pictures: model.outputs(pictures, score.layer), 1)
    yield from _covering(asked, picture, colour(model, picture, str(settings.get("fill", USUAL))), settings)


def _covering(asked: Asked, picture: Array, fill: Array, settings: Mapping[str, Value]) -> Iterator[Explanation]:
    tops, lefts, size = _grid(picture.shape, settings)
    patches: list[Patch] = [(top, left, *size) for top, left in product(tops, lefts)]
    whole = _seen(asked, picture[np.newaxis])
    falls, done = np.full(len(patches), np.nan), 0
    total, covered = np.zeros(picture.shape[1:]), np.zeros(picture.shape[1:])
    while done < len(patches):
        batch = patches[done : done + asked.at_once]
        pictures = _covered(picture, batch, fill)
        seen = _seen(asked, pictures)
        for at, patch in enumerate(batch):
            fall = falls[done] = whole.scores[0] - seen.scores[at]
            rows, columns = slice(patch[0], patch[0] + size[0]), slice(patch[1], patch[1] + size[1])
            total[rows, columns] += fall
            covered[rows, columns] += 1
            done += 1
            facts = _facts(asked.target, whole, seen, at)
            yield Explanation(
                NAME, asked.target, _mean(total, covered), True, float(whole.scores[0]), done, len(patches),
                falls.reshape(len(tops), len(lefts)).copy(), pictures[at].copy(), patch, facts,
            )  # fmt: skip


def _seen(asked: Asked, pictures: Array) -> Seen:
    output = asked.output(pictures)
    scores = asked.score.read(output)
    if asked.target.layer or len(asked.score.shape) != 1:
        return Seen(scores, None)
    are_shares = bool((output >= 0).all()) and np.allclose(output.sum(axis=1), 1)  # where no scores are known
    shares = output if are_shares else Softmax()(output)
    return Seen(scores, shares[:, asked.target.index])


def _facts(target: Target, whole: Seen, seen: Seen, at: int) -> dict[str, float]:
    name = mark("score now")
    if target.layer:
        name = mark("mean of the map now") if target.row is None else mark("value now")
    facts = {name: float(seen.scores[at])}
    if whole.shares is not None and seen.shares is not None:
        facts |= {mark("probability"): float(whole.shares[0]), mark("probability now"): float(seen.shares[at])}
    return facts


def usual_sides(shape: Shape, settings: Mapping[str, Value]) -> dict[str, Value]:
    """Patch and stride in pixels of a picture (C, H, W), and the colour, of what 0 and “usual” stand for.

    >>> usual_sides((3, 64, 64), {}), usual_sides((1, 28, 28), {"patch": 9})
    ({'patch': 13, 'stride': 4, 'fill': 'grey'}, {'patch': 9, 'stride': 3, 'fill': 'black'})
    """
    patch = int(settings.get("patch", 0)) or max(1, round(min(shape[1:]) / 5))
    stride = int(settings.get("stride", 0)) or max(1, patch // 3)
    return {"patch": patch, "stride": stride, "fill": usual_fill(shape[0])}


def _grid(shape: Shape, settings: Mapping[str, Value]) -> tuple[Sequence[int], Sequence[int], tuple[int, int]]:
    """First rows and first columns of the patch, and its height and width: the last ones end with the picture."""
    height, width = shape[1:]
    sides = usual_sides(shape, settings)
    patch, stride = int(sides["patch"]), int(sides["stride"])
    size = (min(patch, height), min(patch, width))
    tops, lefts = (_starts(length, side, stride) for length, side in zip((height, width), size, strict=True))
    return tops, lefts, size


def _starts(length: int, side: int, stride: int) -> list[int]:
    """Every `stride` cells, and the last one flush with the end.

    >>> _starts(10, 4, 4)
    [0, 4, 6]
    """
    starts = list(range(0, length - side + 1, stride))
    return starts if starts[-1] == length - side else [*starts, length - side]


def _covered(picture: Array, patches: Sequence[Patch], fill: Array) -> Array:
    pictures = np.repeat(picture[np.newaxis], len(patches), axis=0)
    for one, (top, left, height, width) in zip(pictures, patches, strict=True):
        one[:, top : top + height, left : left + width] = fill
    return pictures


def _mean(total: Array, covered: Array) -> Array:
    return np.divide(total, covered, out=np.full_like(total, np.nan), where=covered > 0)


OCCLUSION = Method(
    NAME,
    mark("Occlusion"),
    mark("It shows how far the score falls when a patch of the picture is covered: red where the network needs what is "
         "there, blue where it is better off without."),
    mark("It does not show what several parts do together, and a patch is itself something to see: another size or "
         "colour gives another map."),
    mark("Zeiler and Fergus 2014, “Visualizing and Understanding Convolutional Networks”, arXiv:1311.2901"),
    occlusion,
    (
        Setting("patch", mark("Patch"), 0, mark("Side of the square that is covered; 0 is a fifth of the picture"),
                minimum=0, maximum=512, unit=mark("px")),
        Setting("stride", mark("Stride"), 0, mark("How far it moves each time; 0 is a third of the patch"),
                minimum=0, maximum=512, unit=mark("px")),
        Setting("fill", mark("Cover"), USUAL, mark("The colour of the patch"), choices=WITH_USUAL),
    ),
    usual=usual_sides,
    ask=occlusion_of_answers,
)  # fmt: skip
