"""``cnnviz maps``: everything that a network makes of a picture, into a folder: walls of maps, arrays, prediction."""

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.commands.exit_codes import FAILED, complain
from cnnviz.commands.model_choice import add_model, chosen_model, model_name
from cnnviz.commands.picture_choice import chosen_picture
from cnnviz.commands.prediction_lines import prediction_lines
from cnnviz.commands.progress import ProgressBar
from cnnviz.text import tr
from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.export.errors import WritingError
from cnnviz.ui.export.options import DARK, LIGHT

if TYPE_CHECKING:
    from cnnviz.ui.export.map_folder import Origin

RANGES = ("layer", "map", "network")


def maps_command(words: Sequence[str]) -> int:
    """Make what `words` ask for; the exit code. ExplainedError for what cannot be made, before anything is made."""
    from cnnviz.ui.export.map_folder import PREDICTION, Origin

    options = _parser().parse_args(words)
    if not options.out:
        raise WritingError("--out is empty; name the folder that is to be written, or . for this one.")
    start, folder = time.monotonic(), Path(options.out).expanduser()
    _check_folder(folder)
    model = chosen_model(options)
    picture = chosen_picture(options.picture, model, options.as_it_is)
    shown = model.run(picture.values)
    origin = Origin(picture.name, model_name(options.model), picture.steps)
    layers = [shown.layer(name) for name in options.layer] if options.layer else list(shown.layers)
    print("\n".join([*picture.steps, "", *prediction_lines(shown), ""]), flush=True)
    try:
        size = _write_all(folder, shown, layers, origin, options)
    except WritingError as error:
        return complain(str(error), FAILED)
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


def _write_all(
    folder: Path, shown: Pass, layers: Sequence[ShownLayer], origin: "Origin", options: argparse.Namespace
) -> int:
    """A wall and an array for each layer, numbered in the order of the network, and the prediction; all their bytes."""
    from cnnviz.ui.export.map_folder import file_names, write_maps
    from cnnviz.ui.export.offscreen import paint_without_window
    from cnnviz.ui.theme import DARK as DARK_THEME
    from cnnviz.ui.theme import LIGHT as LIGHT_THEME

    application = paint_without_window()  # must be there as long as anything is painted
    theme = DARK_THEME if options.theme == DARK else LIGHT_THEME
    bar = ProgressBar(sys.stderr)
    try:
        with closing(write_maps(folder, shown, layers, origin, theme, options.range)) as reports:
            for report, layer in zip(reports, layers, strict=True):
                bar.show(report.done, report.total, layer.name)
    finally:
        bar.clear()
        del application
    return sum((folder / name).stat().st_size for name in file_names(shown, layers))
