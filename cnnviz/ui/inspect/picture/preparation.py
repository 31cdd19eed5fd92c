"""How pictures are made ready for the model at hand: its input, and the switches of each kind of source. No Qt."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from cnnviz.data.mnist import DIGITS
from cnnviz.data.pictures import Picture
from cnnviz.data.preprocessing import PreprocessingOptions, Stage, options_for, preprocess
from cnnviz.data.preprocessing_steps import Resizing
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.ui.inspect.picture.switches import as_they_are, switched

READY_MADE = ("data", "given")  # of a data set, or what a network was trained on: nothing is done until somebody asks


class Preparation:
    """Remembers the switches of every source until the model takes another input."""

    def __init__(self) -> None:
        self.shape: tuple[int, ...] = (1, 28, 28)
        self._normalisation = InputNormalisation()
        self._centred = True
        self._options: dict[str, PreprocessingOptions] = {}

    def set_input(
        self, shape: tuple[int, ...], normalisation: InputNormalisation, class_names: Sequence[str] = ()
    ) -> bool:
        """Get ready for a model that takes (C, H, W); whether anything is another than before.

        Only digits are brought into MNIST's box: of other classes (clothes, say) what is pictured fills the field.
        """
        now = shape, normalisation, not class_names or tuple(class_names) == DIGITS
        changed = now != (self.shape, self._normalisation, self._centred)
        if changed:
            self.shape, self._normalisation, self._centred = now
            self._options.clear()
        return changed

    def options(self, source: str) -> PreprocessingOptions:
        """The switches for pictures of a source."""
        if source not in self._options:
            usual = options_for(self.shape)
            usual = replace(usual, centre=usual.centre and self._centred)
            self._options[source] = as_they_are(usual) if source in READY_MADE else usual
        return self._options[source]

    def switch(self, source: str, stage: str, on: bool) -> None:
        """Turn a stage on or off."""
        self._options[source] = switched(self.options(source), stage, on)

    def resize_by(self, source: str, how: str) -> None:
        """Bring pictures to the size that is asked for by "fit", "fill" or "stretch"."""
        self._options[source] = replace(self.options(source), resizing=cast("Resizing", how))

    def stages(self, picture: Picture, source: str) -> tuple[Stage, ...]:
        """Every step from `picture` to the model's input. Raises PreprocessingError or NormalisationError."""
        return preprocess(picture, self.options(source), self.shape, self._normalisation)
