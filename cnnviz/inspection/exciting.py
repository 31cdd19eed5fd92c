"""The pictures of a data set that a map or a unit answers to most, each with the part that made it answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from cnnviz.data.labelled import as_floats
from cnnviz.data.pictures import Picture
from cnnviz.data.preprocessing import options_for, preprocess
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import normalisation_of
from cnnviz.engine.network import Network
from cnnviz.engine.softmax import Softmax
from cnnviz.engine.tape import Tape
from cnnviz.explain.explanation import ExplanationError
from cnnviz.explain.passes import passes_of
from cnnviz.text import mark
from cnnviz.traces.field import SOFTMAX, field_of
from cnnviz.traces.following import Field
from cnnviz.traces.passes import Cell

SHOWS = mark("It shows those pictures of a data set to which the map or unit answers most strongly, each with the part "
             "that made it answer: the receptive field of its largest number.")  # fmt: skip
SHOWS_NOT = mark("It does not show what else the map answers to, nor why: what the pictures have in common is for you "
                 "to see, and other data would bring up others.")  # fmt: skip
SOURCE = mark("Zeiler and Fergus 2014, “Visualizing and Understanding Convolutional Networks”, arXiv:1311.2901")
COUNT = 12  # pictures that are kept unless another number is wished
BATCH = 128


@dataclass(frozen=True, eq=False)
class Exciting:
    """One picture (C, H, W) from 0 to 1, `index` in the data set, and where the map answers most: `value` in `cell`.

    `field` is the receptive field of that cell; it may reach beyond the picture. `label` is the true class, None where
    it is not known.
    """

    index: int
    picture: Array
    value: float
    cell: Cell
    field: Field
    label: int | None = None


@dataclass(frozen=True, eq=False)
class Search:
    """How far the search is: `done` of `total` pictures are looked at, and those `found` so far, best first."""

    done: int
    total: int
    found: Sequence[Exciting] = field(default=())


def most_exciting(
    network: Network, layer: str, index: int, pictures: Array, labels: Array | None = None, count: int = COUNT
) -> Iterator[Search]:
    """Look through `pictures`, uint8 (N, C, H, W), for those where map or unit `index` of `layer` is largest.

    Zeiler and Fergus 2014, section 4. A report after every batch, the finished one last. Pictures of another shape than
    the network's are brought to it, as Inspect does without further wishes; then they are normalised as the network
    wants them. Of equal ones the first counts. `layer` may be "softmax" where a network ends in scores.
    ExplanationError for a layer, map or unit that there is not.
    """
    _check(network, layer, index)
    total, found = len(pictures), list[Exciting]()
    if not total:
        yield Search(0, 0)
        return
    with passes_of(network, _fitted(network, pictures[:1])[0]) as passes:
        size = passes.at_once(BATCH)
        for start in range(0, total, size):
            batch = _fitted(network, pictures[start : start + size])
            answers = _answers(passes.run(_normalised(network, batch)), layer)[:, index]
            best = [*found, *_best(answers, batch, start, Cell(layer, index), count)]
            found = sorted(best, key=lambda one: -one.value)[:count]
            done = min(start + size, total)
            yield Search(done, total, tuple(_told(one, network, labels) for one in found))


def cropped(picture: Array, part: Field) -> tuple[Array, Array]:
    """What `picture` (C, H, W) shows in `part`: (C, h, w), 0 beyond the picture, and where (h, w) it is the picture's.

    >>> crop, inside = cropped(np.ones((1, 3, 3)), Field(-1, 0, 3, 2))
    >>> crop[0].tolist(), inside.tolist()
    ([[0.0, 0.0], [1.0, 1.0], [1.0, 1.0]], [[False, False], [True, True], [True, True]])
    """
    rows, columns = part.top + np.arange(part.height), part.left + np.arange(part.width)
    inside = np.logical_and.outer(
        (rows >= 0) & (rows < picture.shape[1]), (columns >= 0) & (columns < picture.shape[2])
    )
    crop = picture[:, rows.clip(0, picture.shape[1] - 1)][:, :, columns.clip(0, picture.shape[2] - 1)]
    return np.where(inside, crop, 0), inside


def _check(network: Network, layer: str, index: int) -> None:
    shapes = {SOFTMAX: network.output_shape, **network.shapes}
    if layer not in shapes or layer == "input":
        raise ExplanationError(
            "There is no layer “{name}” in this network; there are: {known}.",
            name=layer, known=", ".join(name for name, _ in network.layers),
        )  # fmt: skip
    if not 0 <= index < shapes[layer][0]:
        raise ExplanationError(
            "{layer} has {count} maps or units, counted from 0; there is no number {index}.",
            layer=layer, count=shapes[layer][0], index=index,
        )  # fmt: skip


def _fitted(network: Network, pictures: Array) -> Array:
    """Bytes (N, C, H, W) of any size as numbers from 0 to 1, as large as the network takes them."""
    if pictures.shape[1:] == network.input_shape:
        return as_floats(pictures)
    options = options_for(network.input_shape)
    pixels = (np.moveaxis(one, 0, -1) if len(one) == 3 else one[0] for one in pictures)
    return np.stack([preprocess(Picture("", one), options, network.input_shape)[-1].pixels for one in pixels])


def _normalised(network: Network, pictures: Array) -> Array:
    normalisation = normalisation_of(network.info)
    return pictures if normalisation.is_plain else np.stack([normalisation.of(one) for one in pictures])


def _answers(tape: Tape, layer: str) -> Array:
    """What `layer` gave, (N, K, ...); the probabilities where a network that ends in scores is asked for them."""
    if layer == SOFTMAX and all(entry.name != SOFTMAX for entry in tape):
        return Softmax()(tape.output)
    return tape[layer].output


def _best(answers: Array, pictures: Array, start: int, cell: Cell, count: int) -> Iterator[Exciting]:
    """The best of a batch, first to last; `answers` are (N,) or (N, h, w). What is no number is never the best."""
    flat = answers.reshape(len(answers), -1)
    flat = np.where(np.isnan(flat), -np.inf, flat)
    places, values = flat.argmax(axis=1), flat.max(axis=1)
    for at in sorted(np.argsort(-values, kind="stable")[:count]):
        row, column = divmod(int(places[at]), answers.shape[-1]) if answers.ndim == 3 else (0, 0)
        here = cell._replace(row=row, column=column)
        yield Exciting(start + int(at), pictures[at], float(values[at]), here, Field(0, 0, 0, 0))


def _told(one: Exciting, network: Network, labels: Array | None) -> Exciting:
    """With its receptive field and its true class, which only those that are shown need."""
    label = None if labels is None else int(labels[one.index])
    return Exciting(one.index, one.picture, one.value, one.cell, field_of(network, one.cell), label)
