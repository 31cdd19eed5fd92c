"""A picture that is shifted, turned and scaled, and where its maps ought to be then.

A layer is equivariant to a movement where it makes no difference whether the picture is moved before it or the maps
after it: f(T x) = T f(x) (Cohen and Welling 2016, "Group Equivariant Convolutional Networks"). Convolution is so for
shifts, away from the border and as far as strides allow; for turns and scalings it is not.
"""

from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.augmentation import inverse_maps, turned
from cnnviz.engine.network import Network
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.field import field_of
from cnnviz.traces.passes import Cell


@dataclass(frozen=True)
class Movement:
    """Mirrored or not, turned clockwise by `turn` degrees, `scale` times as large, moved `down` and `right` by pixels.

    Turned and scaled around the middle of the picture, as in augmentation; whole shifts alone copy pixels exactly.
    """

    down: float = 0.0
    right: float = 0.0
    turn: float = 0.0
    scale: float = 1.0
    mirrored: bool = False

    @property
    def is_still(self) -> bool:
        """Whether nothing is moved."""
        return self == Movement()

    def inverse(self, size: tuple[int, int]) -> Array:
        """(2, 3): from a pixel (row, column, 1) of the moved picture of `size` (H, W) to where it comes from."""
        numbers = (np.radians([self.turn]), np.array([self.scale]), np.array([self.mirrored]),
                   np.array([self.down]), np.array([self.right]))  # fmt: skip
        return np.asarray(inverse_maps(*numbers, size)[0])

    def of(self, picture: Array, ground: float = 0.0) -> Array:
        """`picture` (C, H, W), moved; what comes in from outside is `ground`.

        >>> Movement(right=1).of(np.array([[[1.0, 2.0, 3.0]]])).tolist()
        [[[0.0, 1.0, 2.0]]]
        """
        if self.is_still:
            return picture
        maps = self.inverse(picture.shape[1:])[None]
        moved = turned((picture - ground)[None], _cleaned(maps), Workspace())[0] + ground
        return np.asarray(moved, picture.dtype)

    def sweep(self, name: str, values: Array) -> list["Movement"]:
        """This movement with one of its numbers replaced by each of `values`."""
        return [self.with_number(name, float(value)) for value in values]

    def with_number(self, name: str, value: float) -> "Movement":
        """This movement with another `down`, `right`, `turn` or `scale`."""
        numbers = {each: getattr(self, each) for each in ("down", "right", "turn", "scale")} | {name: value}
        return Movement(**numbers, mirrored=self.mirrored)


@dataclass(frozen=True)
class Lattice:
    """Where the cells of a layer's maps lie on the picture: middle of the first field, and how far apart they are."""

    top: float
    left: float
    down: float
    right: float

    @property
    def matrix(self) -> Array:
        """(3, 3): from a cell (row, column, 1) to a place on the picture."""
        return np.array([[self.down, 0, self.top], [0, self.right, self.left], [0, 0, 1.0]])


def lattice_of(network: Network, layer: str) -> Lattice:
    """The lattice of `layer`, whose output is maps; KeyError for another.

    >>> from cnnviz.engine.lenet import lenet5
    >>> lattice_of(lenet5(), "pool2")
    Lattice(top=5.5, left=5.5, down=4.0, right=4.0)
    """
    if layer == "input":
        return Lattice(0.0, 0.0, 1.0, 1.0)
    _, height, width = network.shapes[layer]
    first = _middle(network, layer, 0, 0)
    below = _middle(network, layer, height - 1, 0)
    beside = _middle(network, layer, 0, width - 1)
    down = (below[0] - first[0]) / (height - 1) if height > 1 else 1.0
    right = (beside[1] - first[1]) / (width - 1) if width > 1 else 1.0
    return Lattice(*first, down or 1.0, right or 1.0)


def moved_maps(maps: Array, lattice: Lattice, movement: Movement, size: tuple[int, int]) -> tuple[Array, Array]:
    """`maps` (K, H, W) moved as the picture of `size` is, and (H, W) which cells come from inside the maps.

    Read between cells (bilinear): a shift by a whole number of strides copies cells exactly.
    """
    if movement.is_still:
        return maps, np.ones(maps.shape[1:], np.bool_)
    whole = np.vstack([movement.inverse(size), [0, 0, 1.0]])
    inverse = _cleaned((np.linalg.inv(lattice.matrix) @ whole @ lattice.matrix)[None, :2])
    moved = turned(np.ascontiguousarray(maps, np.float32)[None], inverse, Workspace())[0]
    return moved, _inside(inverse[0], maps.shape[1:])


def _inside(inverse: Array, shape: tuple[int, ...]) -> Array:
    """(H, W): whether a cell is read from among the cells that there are."""
    rows, columns = np.indices(shape)
    places = np.tensordot(inverse, np.stack([rows, columns, np.ones(shape)]), axes=1)
    return np.asarray(
        (places >= -1e-6).all(axis=0) & (places[0] <= shape[0] - 1 + 1e-6) & (places[1] <= shape[1] - 1 + 1e-6)
    )


def _middle(network: Network, layer: str, row: int, column: int) -> tuple[float, float]:
    field = field_of(network, Cell(layer, 0, row, column))
    return field.top + (field.height - 1) / 2, field.left + (field.width - 1) / 2


def _cleaned(maps: Array) -> Array:
    """Without the dust of cosines: a quarter of a turn and a whole shift then copy pixels exactly."""
    nearest = np.round(maps)
    return np.where(abs(maps - nearest) < 1e-9, nearest, maps)
