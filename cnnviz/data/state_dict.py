"""Weights that another program has saved without their network: PyTorch's state dicts, arrays of Keras and NumPy."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cnnviz.data.model_paths import ModelFileError, shown
from cnnviz.data.stored_tensors import stored_tensors
from cnnviz.data.weight_groups import WeightGroup, weight_groups
from cnnviz.data.weight_matching import MatchError, Matching, fill, match
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError

SIDES = (28, 32, 64, 96, 128, 224)  # of pictures that networks are usually made for
MOST_CLASSES = 100_000


class Fit(NamedTuple):
    """A known network, by its name in NETWORKS, that takes the weights: for pictures and classes of these numbers."""

    name: str
    network: Network
    matching: Matching


def load_weights(path: str | Path, network: Network) -> Matching:
    """Put the weights of the file into `network`, by name or else by order and shape; says what went where.

    ModelFileError names the tensor that does not fit, its shape and the one that was expected, or says what is wrong
    with the file. The network keeps what it had where the shapes do not fit.
    """
    return _matched(Path(path), network, fill)


def matching_of(path: str | Path, network: Network) -> Matching:
    """What `load_weights` would put where; nothing is changed. Errors as of `load_weights`."""
    return _matched(Path(path), network, None)


def fitting_networks(path: str | Path) -> list[Fit]:
    """The known networks that take the weights of the file, without weights yet; none where no one does.

    Number of classes and channels are those of the file; the size of the picture is the usual one that fits first.
    Networks that were published for pictures of that size come first.
    """
    with stored_tensors(Path(path)) as stored:
        groups = weight_groups(stored)
        fits = [fit for fit in (_fit(name, groups) for name in NETWORKS) if fit is not None]
        return sorted(fits, key=lambda fit: fit.network.input_shape != NETWORKS[fit.name].build(None).input_shape)


def weight_lines(path: str | Path) -> list[tuple[str, tuple[int, ...]]]:
    """Name and shape of every array of the file that counts as a weight."""
    with stored_tensors(Path(path)) as stored:
        return [(one.name, one.shape) for group in weight_groups(stored) for one in group.parts.values()]


def _matched(path: Path, network: Network, use: Callable[[Network, Matching], None] | None) -> Matching:
    """What goes where, and used while the file is open."""
    with stored_tensors(path) as stored:
        try:
            matching = match(weight_groups(stored), network)
            if use is not None:
                use(network, matching)
        except ModelFileError:
            raise
        except ExplainedError as error:
            raise ModelFileError(
                "The weights in {path} do not fit: {reason}", path=shown(path), reason=error
            ) from error
    return matching


def _fit(name: str, groups: Sequence[WeightGroup]) -> Fit | None:
    known = NETWORKS[name].build(None)
    if sum(bool(layer.parameters or layer.buffers) for _, layer in known.layers) != len(groups):
        return None
    for network in _variants(name, known, groups):
        try:
            return Fit(name, network, match(groups, network))
        except MatchError:
            continue
    return None


def _variants(name: str, known: Network, groups: Sequence[WeightGroup]) -> Iterator[Network]:
    """The network for the numbers of classes and channels that the arrays allow, as it was published first.

    Classes are numbered: what those of the published network are called says nothing of these weights.
    """
    weights = [(group.keras, group.parts["weight"].shape) for group in groups if "weight" in group.parts]
    outputs = {shape[1 if keras else 0] for keras, shape in weights if len(shape) == 2}
    inputs = {shape[2 if keras else 1] for keras, shape in weights if len(shape) == 4}
    sides = (known.input_shape[1:], *((side, side) for side in SIDES))
    for classes in sorted(count for count in outputs if 0 < count <= MOST_CLASSES):
        names = tuple(map(str, range(classes)))
        for channels in sorted(inputs & {1, 3}):
            for size in sides:
                try:
                    yield NETWORKS[name].build(None, names, (channels, *size))
                except ExplainedError:  # too small for it
                    continue
