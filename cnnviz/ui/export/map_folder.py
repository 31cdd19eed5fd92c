"""Everything that a model makes of a picture, in a folder: walls of maps, arrays, and the prediction."""

import json
import re
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cnnviz.inspection.predicted import prediction_facts
from cnnviz.text import tr
from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import ShownLayer, network_limit
from cnnviz.ui.export.animations import Progress
from cnnviz.ui.export.errors import explained
from cnnviz.ui.export.map_sheet import map_sheet
from cnnviz.ui.theme import Theme

PREDICTION = "prediction.json"
ODD_LETTERS = re.compile(r"[^\w-]+")  # not every system takes them in the name of a file
LONGEST_NAME = 60


class Origin(NamedTuple):
    """What is written beside the numbers: names of picture and model, and what was done to the picture."""

    picture: str
    model: str
    steps: Sequence[str]


def write_maps(
    folder: Path, shown: Pass, layers: Sequence[ShownLayer], origin: Origin, theme: Theme, how: str = "layer"
) -> Generator[Progress]:
    """A wall (.png) and an array (.npy) for each of `layers`, and `prediction.json`; reports after each layer.

    `how` is the range of colours, as of `map_sheet`. `folder` is made if it is not there; files of the same names in it
    are replaced. WritingError where that cannot be. All files come when all are made: a generator that is closed
    before leaves nothing.
    """
    limit = network_limit(shown.layers)
    try:
        with _whole_folder(folder) as beside:
            for done, layer in enumerate(layers, 1):
                stem = beside / file_stem(shown.index(layer.name), layer.name)
                np.save(stem.with_suffix(".npy"), layer.maps.reshape(layer.shape))
                if not map_sheet(layer, how, limit, theme).save(str(stem.with_suffix(".png"))):
                    raise OSError(None, tr("the picture of {layer} could not be written", layer=layer.name))
                yield Progress(done, len(layers))
            _write_prediction(beside / PREDICTION, shown, origin)
    except OSError as error:
        raise explained(error, folder) from error


def file_names(shown: Pass, layers: Sequence[ShownLayer]) -> list[str]:
    """What is in the folder when all is made."""
    stems = [file_stem(shown.index(layer.name), layer.name) for layer in layers]
    return [*(f"{stem}{ending}" for stem in stems for ending in (".npy", ".png")), PREDICTION]


def file_stem(index: int, name: str) -> str:
    """The name of a layer's files, without an ending.

    >>> file_stem(3, "conv1"), file_stem(12, "a/b: c")
    ('03-conv1', '12-a_b_c')
    """
    return f"{index:02}-{ODD_LETTERS.sub('_', name)[:LONGEST_NAME]}"


@contextmanager
def _whole_folder(folder: Path) -> Iterator[Path]:
    """A folder for the files of `folder`: they come there when all are made, and are gone otherwise."""
    new = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".cnnviz-", dir=folder) as beside:
            yield Path(beside)
            for made in sorted(Path(beside).iterdir()):
                made.replace(folder / made.name)
    finally:
        if new and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _write_prediction(path: Path, shown: Pass, origin: Origin) -> None:
    facts = {
        "picture": origin.picture,
        "model": origin.model,
        "prepared": list(origin.steps),
        "layers": [{"name": layer.name, "kind": layer.kind, "shape": list(layer.shape)} for layer in shown.layers],
        "prediction": prediction_facts(shown),
    }
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
