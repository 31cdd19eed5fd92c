"""``cnnviz explain``: what in a picture makes a network say what it says, as a picture or as numbers."""

import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.commands.exit_codes import FAILED, complain
from cnnviz.commands.explain_options import NOT_OFFERED, explain_parser, method_settings
from cnnviz.commands.explained_target import explained_target
from cnnviz.commands.exporting import order_of, write
from cnnviz.commands.film_options import picture_size
from cnnviz.commands.model_choice import chosen_model
from cnnviz.commands.picture_choice import ChosenPicture, chosen_picture
from cnnviz.commands.prediction_lines import prediction_lines
from cnnviz.commands.progress import ProgressBar
from cnnviz.data.preprocessing import picture_shape
from cnnviz.data.whole_file import written_beside
from cnnviz.engine.input_normalisation import normalisation_of
from cnnviz.explain.answering import Askable
from cnnviz.explain.explanation import Explanation, Method, Target
from cnnviz.explain.methods import METHODS
from cnnviz.explain.target_words import explained_words, score_words
from cnnviz.inspection.asked_model import AskedModel
from cnnviz.settings import Value
from cnnviz.text import tr
from cnnviz.traces.passes import Pass, PassModel
from cnnviz.ui.export.errors import WritingError, explained
from cnnviz.ui.export.options import EXPORT_SETTINGS, OF_FILMS, ExportSettings

NUMBERS = ".npy"
SET_FOR_FILMS = [name for name in OF_FILMS if name not in NOT_OFFERED]


class Asked(NamedTuple):
    """A method and what it looks at."""

    method: Method
    model: Askable
    picture: ChosenPicture
    target: Target
    settings: dict[str, Value]


def explain_command(words: Sequence[str]) -> int:
    """Make what `words` ask for; the exit code. ExplainedError for what cannot be made, before anything is made."""
    options = explain_parser().parse_args(words)
    method = METHODS[options.method]
    settings = method_settings(method, options)
    out = Path(options.out).expanduser()
    as_numbers = out.suffix.lower() == NUMBERS
    look = ExportSettings() if as_numbers else _look(options)
    if as_numbers and not out.resolve().parent.is_dir():
        raise WritingError("There is no folder {folder}. Choose one that exists.", folder=out.resolve().parent)
    model = chosen_model(options)
    if model.network is None and method.ask is None:
        raise method.not_enough()
    picture = _picture(options, method, model)
    shown = model.run(picture.values)
    askable = model.network or AskedModel(model, shown)
    target = _told_target(options, method, shown, askable, picture)
    suiting = method.suits(target, askable.shapes)
    settings |= {name: value for name, value in suiting.items() if getattr(options, name) is None}
    asked = Asked(method, askable, picture, target, settings)
    return _write_numbers(out, _reports(asked)[-1]) if as_numbers else _draw(options, look, asked)


def _look(options: Namespace) -> ExportSettings:
    """How the picture is to look; ExplainedError where it, or its file, cannot be so."""
    if not 0 <= options.strength <= 1:
        raise OptionError("--strength is {given}; it must lie between 0 and 1.", given=options.strength)
    given = {setting.name: getattr(options, setting.name, None) for setting in EXPORT_SETTINGS}
    if options.size is not None:
        given["width"], given["height"] = picture_size(options.size)
    look = ExportSettings.of({name: value for name, value in given.items() if value is not None})
    length = max(1, options.frame or 1)  # how many steps there are is known only later
    order_of(options, look, length, SET_FOR_FILMS).check(length)
    return look


def _picture(options: Namespace, method: Method, model: PassModel) -> ChosenPicture:
    """The picture that is asked for; nothing but black where the method needs none."""
    if options.picture is not None:
        return chosen_picture(options.picture, model, options.as_it_is)
    if method.takes_picture:
        raise OptionError("There is no picture; name one to be explained.")
    shape = picture_shape(model.input_shape)
    normalisation = normalisation_of(model.info)
    return ChosenPicture("", normalisation.of(np.zeros(shape, np.float32)), (), normalisation)


def _told_target(options: Namespace, method: Method, shown: Pass, model: Askable, picture: ChosenPicture) -> Target:
    """What is explained, after what the network says has been told."""
    if method.takes_picture:
        print("\n".join([*picture.steps, "", *prediction_lines(shown), ""]))
    if not method.takes_picture and options.class_ is None and options.unit is None:
        raise OptionError("Say what is to be excited: --class, or --unit for a map or a unit.")
    return explained_target(options.class_, options.unit, model, shown)


def _reports(asked: Asked, kept: bool = False) -> list[Explanation]:
    """The last report of the method, or all that are to be `kept`, with a progress bar on the way."""
    from cnnviz.ui.export.explanation_reel import check_fits

    reports: list[Explanation] = []
    bar = ProgressBar(sys.stderr)
    try:
        for report in asked.method.explain(asked.model, asked.picture.values, asked.target, asked.settings):
            if kept:
                check_fits(report, asked.picture.values)
            reports = [*reports, report] if kept else [report]
            words = tr("step {done} of {total}", done=report.done, total=report.total)
            bar.show(report.done, report.total, words)
    finally:
        bar.clear()
    return reports


def _draw(options: Namespace, look: ExportSettings, asked: Asked) -> int:
    """A picture of the explanation, or a film of its steps; the exit code."""
    from cnnviz.ui.export.explanation_reel import Explained, ExplanationReel
    from cnnviz.ui.export.offscreen import paint_without_window
    from cnnviz.ui.inspect.explain.facts import report_facts

    is_still = order_of(options, look, max(1, options.frame or 1), SET_FOR_FILMS).is_still
    reports = _reports(asked, kept=not is_still or options.frame is not None)
    if not is_still and reports[-1].total == 1:
        raise OptionError("{method} takes one step, so there is nothing to film; end --out in .png, .svg or .npy.",
                          method=asked.method.name)  # fmt: skip
    order = order_of(options, look, len(reports), SET_FOR_FILMS)
    order.check(len(reports))
    application = paint_without_window()  # must be there as long as anything is painted
    told = [report_facts(report, passing=len(reports) > 1) for report in reports]
    target = explained_words(asked.method, asked.target, asked.model, asked.settings)
    last = report_facts(reports[-1], passing=False)
    score = score_words(reports[-1], 4)
    print(tr("{method}, {target}: {score}", method=tr(asked.method.label), target=target, score=score)
          + (f" · {last}" if last else ""), flush=True)  # fmt: skip
    explained = Explained(
        asked.method, reports, asked.picture.values, asked.picture.normalisation, target, told, options.strength
    )
    try:
        return write(order, ExplanationReel(explained, look))
    finally:
        del application


def _write_numbers(path: Path, report: Explanation) -> int:
    """The values as an array in a file."""
    start = time.monotonic()
    try:
        with written_beside(path) as beside, beside.open("wb") as file:
            np.save(file, report.values)
    except OSError as error:
        return complain(str(explained(error, path)), FAILED)
    print(tr("{path}  {shape} {dtype}  {seconds} s", path=path, shape=" × ".join(map(str, report.values.shape)),
             dtype=report.values.dtype, seconds=f"{time.monotonic() - start:.1f}"))  # fmt: skip
    return 0
