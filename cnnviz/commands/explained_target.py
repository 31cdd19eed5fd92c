"""Which number ``cnnviz explain`` is asked about: a class by name or number, or a map, a unit or a cell of a layer."""

import re
from dataclasses import replace

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.explain.answering import Askable
from cnnviz.explain.explanation import Target
from cnnviz.explain.scores import Score, score_layer
from cnnviz.text import tr
from cnnviz.traces.passes import Pass

UNIT = re.compile(r"(?P<layer>.+?):(?P<index>\d{1,9})(?::(?P<row>\d{1,9})\s*,\s*(?P<column>\d{1,9}))?")


def explained_target(class_: str | None, unit: str | None, model: Askable, shown: Pass) -> Target:
    """What is asked for, else the class that `shown` predicts; OptionError or ExplanationError where there is none."""
    if class_ is not None and unit is not None:
        raise OptionError("--class and --unit both say what is explained; give one of them.")
    target = _unit(unit) if unit is not None else _class(class_, model, shown)
    score = Score.of(model, target)
    return replace(target, row=0, column=0) if target.layer and len(score.shape) == 1 else target  # a unit is no mean


def _unit(text: str) -> Target:
    found = UNIT.fullmatch(text.strip())
    if found is None:
        raise OptionError("--unit is “{given}”; write a layer and a number: conv2:5, or conv2:5:3,4 for a cell.",
                          given=text)  # fmt: skip
    cell = (int(found["row"]), int(found["column"])) if found["row"] else (None, None)
    return Target(int(found["index"]), found["layer"], *cell)


def _class(text: str | None, model: Askable, shown: Pass) -> Target:
    """A class by its name, whatever the case, else by its number."""
    if text is None:
        if shown.shares is None:
            raise OptionError("The network ends in maps and predicts no class; say with --unit what is explained.")
        return Target(int(shown.shares.argmax()))
    names = [name.casefold() for name in model.class_names]
    if text.casefold() in names:
        return Target(names.index(text.casefold()))
    if text.strip().isdecimal():
        return Target(int(text))
    count = model.shapes[score_layer(model)][0]
    raise OptionError(
        "There is no class “{given}”; there are: {known}.",
        given=text, known=", ".join(model.class_names) or tr("numbers from 0 to {most}", most=count - 1),
    )  # fmt: skip
