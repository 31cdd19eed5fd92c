"""``cnnviz maps``: everything that a network makes of a picture, into a folder: walls of maps, arrays, prediction."""

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from cnnviz.commands.exit_codes import FAILED, complain
from cnnviz.commands.model_choice import add_model, chosen_model, model_name
from cnnviz.commands.picture_choice import ChosenPicture, chosen_picture
from cnnviz.commands.prediction_lines import prediction_facts, prediction_lines
from cnnviz.commands.progress import ProgressBar
from cnnviz.text import tr
from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import ShownLayer, network_limit
from cnnviz.ui.export.errors import WritingError, explained
from cnnviz.ui.export.options import DARK, LIGHT

RANGES = ("layer", "map", "network")
PREDICTION = "prediction.json"
ODD_LETTERS = re.compile(r"[^\w-]+")  # not every system takes them in the name of a file
LONGEST_NAME = 60


def maps_command(words: Sequence[str]) -> int:
    """Make what `words` ask for; the exit code. ExplainedError for what cannot be made, before anything is made."""
    options = _parser().parse_args(words)
    start, folder = time.monotonic(), Path(options.out).expanduser()
    _check_folder(folder)
    model = chosen_model(options)
    picture = chosen_picture(options.picture, model, options.as_it_is)
    shown = model.run(picture.values)
    layers = [shown.layer(name) for name in options.layer] if options.layer else list(shown.layers)
    print("\n".join([*picture.steps, "", *prediction_lines(shown), ""]), flush=True)
    try:
        with _whole_folder(folder) as beside:
            _write_all(beside, shown, layers, options)
            _write_prediction(beside / PREDICTION, shown, picture, model_name(options.model))
            size = sum(path.stat().st_size for path in beside.iterdir())
    except OSError as error:
        return complain(str(explained(error, folder)), FAILED)
    print(tr("{path}  {layers} layers: a .png and a .npy each, and {prediction}  {size} MB  {seconds} s", path=folder,
             layers=len(layers), prediction=PREDICTION, size=f"{size / 1e6:.2f}",
             seconds=f"{time.monotonic() - start:.1f}"))  # fmt: skip
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cnnviz maps",
        description=tr("Write what every layer of a network makes of a picture into a folder: a wall of its maps as "
                       "PNG, its numbers as NumPy array, and the prediction as JSON."),
        epilog=tr("Example: cnnviz maps seven_photo --out maps"),
    )  # fmt: skip
    parser.add_argument("picture", metavar=tr("PICTURE"), help=tr(
        "a picture, or the name of one that ships with the program (seven_photo, house …)"))  # fmt: skip
    parser.add_argument("--layer", metavar=tr("NAME"), action="append", help=tr(
        "only this layer; given again, another one too (default: all, the picture and the probabilities among them)"
    ))  # fmt: skip
    parser.add_argument("--out", required=True, metavar=tr("FOLDER"), help=tr(
        "where to; it is made if it is not there, and files of the same names in it are replaced"))  # fmt: skip
    parser.add_argument("--range", choices=RANGES, default=RANGES[0], metavar=tr("NAME"), help=tr(
        "what shares a range of colours: layer, each map for itself (map), or the whole network (default: layer)"
    ))  # fmt: skip
    parser.add_argument("--theme", choices=(LIGHT, DARK), default=LIGHT, metavar=tr("NAME"),
                        help=tr("light or dark (default: light)"))  # fmt: skip
    parser.add_argument("--as-it-is", action="store_true", help=tr(
        "do nothing to the picture but bring it to the network's size and channels"))  # fmt: skip
    add_model(parser)
    return parser


def _check_folder(folder: Path) -> None:
    """WritingError where there can be no such folder."""
    if folder.exists() and not folder.is_dir():
        raise WritingError("{path} is a file; --out names a folder. Choose another name.", path=folder)
    if not folder.resolve().parent.is_dir():
        raise WritingError("There is no folder {folder}. Choose one that exists.", folder=folder.resolve().parent)


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


def _write_all(folder: Path, shown: Pass, layers: Sequence[ShownLayer], options: argparse.Namespace) -> None:
    """A wall and an array for each layer, numbered in the order of the network."""
    from cnnviz.ui.export.map_sheet import map_sheet
    from cnnviz.ui.export.offscreen import paint_without_window
    from cnnviz.ui.theme import DARK as DARK_THEME
    from cnnviz.ui.theme import LIGHT as LIGHT_THEME

    application = paint_without_window()  # must be there as long as anything is painted
    theme, limit = DARK_THEME if options.theme == DARK else LIGHT_THEME, network_limit(shown.layers)
    bar = ProgressBar(sys.stderr)
    try:
        for done, layer in enumerate(layers, 1):
            stem = folder / file_stem(shown.index(layer.name), layer.name)
            np.save(stem.with_suffix(".npy"), layer.maps.reshape(layer.shape))
            if not map_sheet(layer, options.range, limit, theme).save(str(stem.with_suffix(".png"))):
                raise OSError(None, tr("the picture of {layer} could not be written", layer=layer.name))
            bar.show(done, len(layers), layer.name)
    finally:
        bar.clear()
        del application


def file_stem(index: int, name: str) -> str:
    """The name of a layer's files, without an ending.

    >>> file_stem(3, "conv1"), file_stem(12, "a/b: c")
    ('03-conv1', '12-a_b_c')
    """
    return f"{index:02}-{ODD_LETTERS.sub('_', name)[:LONGEST_NAME]}"


def _write_prediction(path: Path, shown: Pass, picture: ChosenPicture, model: str) -> None:
    facts = {
        "picture": picture.name,
        "model": model,
        "prepared": list(picture.steps),
        "layers": [{"name": layer.name, "kind": layer.kind, "shape": list(layer.shape)} for layer in shown.layers],
        "prediction": prediction_facts(shown),
    }
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
