"""Arrays of other programs, put together to layers: PyTorch's and Keras' names, and bare lists of arrays."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cnnviz.data.stored_tensors import Stored
from cnnviz.data.tensor import StoredTensor

PARTS = ("weight", "bias", "running_mean", "running_var")  # as PyTorch and the engine call them
KERAS_PARTS = {
    "kernel": "weight", "depthwise_kernel": "weight", "gamma": "weight", "beta": "bias", "bias": "bias",
    "moving_mean": "running_mean", "moving_variance": "running_var",
}  # fmt: skip
KERAS_ONLY = set(KERAS_PARTS) - {"bias"}
NOT_WEIGHTS = ("num_batches_tracked", "seed_generator", "optimizer", "optimizer_weights", "top_level_model_weights")
NUMBERED = re.compile(r"(?:.*/)?(?:arr_)?\d+$")


@dataclass(frozen=True)
class WeightGroup:
    """The arrays of one layer of the file, by the engine's names for them; `keras` where they lie as Keras has them."""

    name: str
    keras: bool = False
    parts: dict[str, StoredTensor] = field(default_factory=dict)

    @property
    def main(self) -> StoredTensor:
        """The array that says most of the layer: its weight, where it has one."""
        return self.parts.get("weight") or next(iter(self.parts.values()))


def weight_groups(stored: Stored) -> list[WeightGroup]:
    """The layers of a file, in its order where that is known, else by name, with numbers counted as numbers.

    What is no weight is left out: counts of batches, states of optimisers and of generators of randomness.
    """
    tensors = [one for one in stored.tensors if not set(re.split(r"[./]", one.name)) & set(NOT_WEIGHTS)]
    if tensors and all(NUMBERED.match(one.name) for one in tensors):
        groups = _from_lists(tensors)
    else:
        groups = _from_names(tensors)
    return groups if stored.ordered else sorted(groups, key=lambda group: natural(group.name))


def natural(name: str) -> list[tuple[int, int | str]]:
    """A key that sorts names as people do.

    >>> sorted(["conv10", "conv2", "features.3", "features.12"], key=natural)
    ['conv2', 'conv10', 'features.3', 'features.12']
    """
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", name) if part]


def _from_names(tensors: Sequence[StoredTensor]) -> list[WeightGroup]:
    """The layers of names such as "features.0.bias", "conv2d/kernel:0" or "conv2d/sequential/conv2d/kernel"."""
    split = [(*_split(tensor.name), tensor) for tensor in tensors]
    keras = any(part in KERAS_ONLY for _, part, _ in split)
    groups: dict[str, WeightGroup] = {}
    for layer, part, tensor in split:
        group = groups.setdefault(layer, WeightGroup(layer, keras))
        group.parts[KERAS_PARTS.get(part, part) if keras else part] = tensor
    return _without_common_beginning(list(groups.values()))


def _split(name: str) -> tuple[str, str]:
    """Layer and part.

    >>> _split("layer1.0.conv1.weight"), _split("dense_1/sequential/dense_1/kernel:0"), _split("weight")
    (('layer1.0.conv1', 'weight'), ('dense_1/sequential/dense_1', 'kernel'), ('', 'weight'))
    """
    plain = re.sub(r":\d+$", "", name)
    place = max(plain.rfind("."), plain.rfind("/"))
    return plain[: max(place, 0)], plain[place + 1 :]


def _from_lists(tensors: Sequence[StoredTensor]) -> list[WeightGroup]:
    """Arrays with numbers for names, in Keras' order: a bare list, or those of each layer ("layers/dense/vars/0").

    A kernel begins a layer, and a vector behind it is its bias; four vectors that nothing precedes normalise.
    """
    groups: list[WeightGroup] = []
    places: dict[str, list[StoredTensor]] = {}
    for tensor in sorted(tensors, key=lambda one: natural(one.name)):
        places.setdefault(tensor.name.rpartition("/")[0], []).append(tensor)
    for place, own in places.items():
        name = place.removesuffix("/vars").rpartition("layers/")[2]
        while own:
            parts = _next_layer(own)
            groups.append(WeightGroup(name or f"{own[0].name}", True, dict(parts)))
            own = own[len(parts) :]
    return groups


def _next_layer(tensors: Sequence[StoredTensor]) -> Mapping[str, StoredTensor]:
    """The arrays of the layer that the list begins with."""
    if len(tensors[0].shape) > 1:
        takes_bias = len(tensors) > 1 and len(tensors[1].shape) == 1
        following_normalises = len(tensors) > 4 and all(one.shape == tensors[1].shape for one in tensors[1:5])
        no_bias = following_normalises and (len(tensors) == 5 or len(tensors[5].shape) > 1)
        return dict(zip(PARTS, tensors[: 1 + (takes_bias and not no_bias)], strict=False))
    return dict(zip(PARTS, tensors[:4], strict=False))


def _without_common_beginning(groups: list[WeightGroup]) -> list[WeightGroup]:
    """Layer names without what all of them begin with ("module." of PyTorch's parallel training).

    Keras' are paths: where their ends differ already, these are enough.
    """
    names = [re.split(r"([./])", group.name) for group in groups]
    while names and len({name[0] for name in names}) == 1 and all(len(name) > 2 for name in names):
        names = [name[2:] for name in names]
    if all(group.keras for group in groups) and len({name[-1] for name in names}) == len(names):
        names = [name[-1:] for name in names]
    return [WeightGroup("".join(name), group.keras, group.parts) for name, group in zip(names, groups, strict=True)]
