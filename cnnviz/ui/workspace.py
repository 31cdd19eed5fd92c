"""What the pages share: the network that is looked at, and where it came from. The one owner of shared state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    import numpy as np

    from cnnviz.engine.network import Network
    from cnnviz.traces.passes import Cell, Pass, PassModel


class Model(NamedTuple):
    """A network and a sentence on where it came from."""

    network: Network
    origin: str


class LookedInto(NamedTuple):
    """The model that Inspect looks into, whoever computes it, and a sentence on where it came from."""

    model: PassModel
    origin: str


class GivenPicture(NamedTuple):
    """A picture that one page hands to another: uint8 (H, W) or (H, W, 3), what it is, and its true class if known."""

    pixels: np.ndarray
    name: str
    truth: str | None = None


class FollowedCell(NamedTuple):
    """A number that is followed through a network."""

    shown: Pass
    cell: Cell


class Workspace(QObject):
    """Pages read it and change it by its methods; the others hear of it by its signals."""

    model_changed = Signal(object)
    looked_into_changed = Signal(object)
    picture_given = Signal(object)
    inspect_requested = Signal()
    convolve_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._model: Model | None = None
        self._foreign: LookedInto | None = None
        self._test_pictures: tuple[np.ndarray, np.ndarray] | None = None
        self._given: GivenPicture | None = None
        self._followed: FollowedCell | None = None

    def model(self) -> Model:
        """The current network; the one that ships with the program until another is chosen."""
        if self._model is None:
            from cnnviz.data.model_files import load_model
            from cnnviz.paths import resources
            from cnnviz.text import tr

            network = load_model(resources() / "weights" / "lenet5-mnist.safetensors")
            self._model = Model(network, tr("pretrained on MNIST, ships with the program"))
        return self._model

    def set_model(self, network: Network, origin: str) -> None:
        """Make `network` the one that every page looks at (the caller hands over a copy of its own)."""
        self._model, self._foreign = Model(network, origin), None
        self.model_changed.emit(self._model)
        self.looked_into_changed.emit(self.looked_into())

    def looked_into(self) -> LookedInto:
        """What Inspect looks into: the current network, or a model that another program computes."""
        if self._foreign is not None:
            return self._foreign
        from cnnviz.traces.passes import NetworkModel

        model = self.model()
        return LookedInto(NetworkModel(model.network), model.origin)

    def look_into(self, model: PassModel, origin: str) -> None:
        """Look into `model`; the other pages get its network, where the engine can compute it."""
        if model.network is not None:
            self.set_model(model.network, origin)
            return
        self._foreign = LookedInto(model, origin)
        self.looked_into_changed.emit(self._foreign)

    def test_pictures(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Test pictures uint8 (N, H, W) and labels (N,) of the data set that was read; None before one was."""
        return self._test_pictures

    def set_test_pictures(self, pictures: np.ndarray, labels: np.ndarray) -> None:
        """Let other pages have the test part of a data set that a page has read."""
        self._test_pictures = (pictures, labels)

    def give_picture(self, picture: GivenPicture) -> None:
        """Let Inspect look at `picture`, as it is."""
        self._given = picture
        self.picture_given.emit(picture)

    def given_picture(self) -> GivenPicture | None:
        """What was given last, for a page that is made only now."""
        return self._given

    def show_in_inspect(self) -> None:
        """Ask the window to bring Inspect to the front."""
        self.inspect_requested.emit()

    def open_in_convolve(self, shown: Pass, cell: Cell) -> None:
        """Ask the window to bring Convolve to the front, with what the number in `cell` is computed from."""
        self._followed = FollowedCell(shown, cell)
        self.convolve_requested.emit()

    def take_followed(self) -> FollowedCell | None:
        """The number that Convolve shall show, once: None when it has been taken."""
        followed, self._followed = self._followed, None
        return followed
