"""Chooses the layer of which a method weighs the maps."""

from collections.abc import Sequence

from cnnviz.text import tr
from cnnviz.ui.widgets.chooser import Chooser

USUAL = ""


class LayerChooser(Chooser):
    """The value is the name of a layer, or "" for the one that is usually taken."""

    def __init__(self) -> None:
        super().__init__(
            tr("Layer"), tr("The layer whose maps are weighed; a click on the strip above chooses it, too.")
        )
        self._offered: Sequence[str] = ()
        self.add(USUAL, "")

    @property
    def offered(self) -> Sequence[str]:
        """The names of the layers that can be chosen."""
        return self._offered

    def offer(self, names: Sequence[str], usual: str) -> None:
        """Offer these layers; what is chosen stays if it is among them."""
        value = self.value()
        if tuple(names) != tuple(self._offered):
            self._offered = tuple(names)
            while self.count() > 1:
                self.removeItem(self.count() - 1)
            for name in names:
                self.add(name, name)
        self.set_text(USUAL, tr("usual: {name}", name=usual))
        self.set_value(value if self.has(value) else USUAL)
