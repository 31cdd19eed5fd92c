"""The numbers of a layer, named so that a file of them can be understood."""

from cnnviz.data.number_files import Numbers
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.ways import Ways

UNITS, MAPS = ("unit",), ("map", "row", "column")
MATRIX, KERNELS = ("unit", "input"), ("kernel", "channel", "row", "column")


def maps_numbers(layer: ShownLayer) -> Numbers:
    """All maps, or units, of a layer, in their order."""
    return Numbers(layer.name, _axes(layer), {layer.name: layer.maps.reshape(layer.shape)})


def weights_numbers(layer: ShownLayer) -> Numbers:
    """All weights of a layer, which has some."""
    assert layer.weights is not None
    name = f"{layer.name} weights"
    return Numbers(name, KERNELS if layer.weights.ndim == 4 else MATRIX, {name: layer.weights})


def ways_numbers(ways: Ways, words: tuple[str, str, str]) -> Numbers:
    """Both kinds of the maps of a layer and the difference, under these names."""
    shape, axes = ways.layer.shape, _axes(ways.layer)
    arrays = [each.reshape(shape) for each in (ways.first, ways.second, ways.difference)]
    return Numbers(ways.layer.name, axes, dict(zip(words, arrays, strict=True)))


def _axes(layer: ShownLayer) -> tuple[str, ...]:
    return UNITS if len(layer.shape) == 1 else MAPS
