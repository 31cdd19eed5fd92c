"""Which picture a command shows a model, and what becomes of it before: told step by step, nothing in silence."""

from dataclasses import dataclass, replace
from pathlib import Path

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.data.pictures import open_picture
from cnnviz.data.preprocessing import options_for, preprocess
from cnnviz.data.preprocessing_words import steps_told
from cnnviz.data.samples import list_samples
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import InputNormalisation, normalisation_of
from cnnviz.paths import resources
from cnnviz.traces.passes import PassModel


@dataclass(frozen=True, eq=False)
class ChosenPicture:
    """`values` (C, H, W) as the network takes them; `steps` are sentences on how they came about."""

    name: str
    values: Array
    steps: tuple[str, ...]
    normalisation: InputNormalisation


def chosen_picture(given: str, model: PassModel, as_it_is: bool = False) -> ChosenPicture:
    """The picture in the file `given`, or the sample of that name, prepared as Inspect does without further wishes.

    With `as_it_is` only its size and its channels are changed. An ExplainedError where there is none.
    """
    path = _path(given)
    opened = open_picture(path)
    options = options_for(model.input_shape)
    if as_it_is:
        options = replace(options, invert="off", contrast=False, crop=False, centre=False)
    normalisation = normalisation_of(model.info)
    stages = preprocess(opened, options, model.input_shape, normalisation)
    return ChosenPicture(path.name, stages[-1].pixels, steps_told(opened, stages), normalisation)


def _path(given: str) -> Path:
    path = Path(given).expanduser()
    if path.suffix or path.exists():
        return path
    samples = {sample.path.stem: sample.path for sample in list_samples(resources() / "images")}
    if given not in samples:
        raise OptionError("There is no file {picture}, and no picture of that name ships with the program: {samples}.",
                          picture=given, samples=", ".join(samples))  # fmt: skip
    return samples[given]
