"""What every method of explaining gives: a picture of numbers, for one answer, with a word on what it means."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.network import Network
from cnnviz.explain.answering import Answering, Askable
from cnnviz.settings import Setting, Value
from cnnviz.text import ExplainedError, tr


class ExplanationError(ExplainedError):
    """What cannot be explained so: a network without maps, a class that there is not."""


@dataclass(frozen=True)
class Target:
    """What is explained: a number of a layer's output. `layer` "" is the score of class `index` (before softmax).

    With a layer: its unit `index`, or its map `index`, at one cell (`row`, `column`), or (None) its mean.
    """

    index: int
    layer: str = ""
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, eq=False)
class Explanation:
    """The result of a method, or how far it has come.

    `values` are (H, W) or (C, H, W) on the input's grid, or (h, w) on a layer's (Grad-CAM before it is enlarged is in
    `coarse`). `signed` says whether negative numbers mean something. `score` is what is explained. `picture` (C, H, W)
    is there where the method makes a picture (activation maximisation) or shows one changed (occlusion). `done` of
    `total` steps are made. `facts` are numbers to be told, by name: "completeness error", "sum", "probability now".
    """

    method: str
    target: Target
    values: Array
    signed: bool
    score: float
    done: int = 1
    total: int = 1
    coarse: Array | None = None
    picture: Array | None = None
    patch: tuple[int, int, int, int] | None = None  # top, left, height, width of what is covered now (occlusion)
    facts: Mapping[str, float] = field(default_factory=dict)


def nothing_usual(shape: Shape, settings: Mapping[str, Value]) -> Mapping[str, Value]:
    """No setting waits for the picture to be known."""
    return {}


def nothing_suits(target: Target, shapes: Mapping[str, Shape]) -> Mapping[str, Value]:
    """No setting waits for what is explained to be known."""
    return {}


class Method(NamedTuple):
    """A method as menus, help and the command line show it. Texts are marked for translation.

    `shows` and `shows_not` are a sentence each. `settings` are what can be chosen beside the class. `run` yields
    Explanations, the finished one last; it looks at nothing but its arguments: (network, picture (C, H, W), target,
    settings by name). `needs_layer` is where a layer with maps is chosen: its name is the setting "layer", beside those
    of the table; "" or none lets the method choose. `source` is the paper. `usual` tells what the settings come to that
    stand for what is usual, for a picture of a shape (C, H, W) and the values of all settings. `ask` is `run` for
    models that only answer; None where the method needs gradients. `suits` tells the defaults that hang on what is
    explained, in a model whose layers give these shapes.
    """

    name: str
    label: str
    shows: str
    shows_not: str
    source: str
    run: Callable[[Network, Array, Target, Mapping[str, Value]], Iterator[Explanation]]
    settings: tuple[Setting, ...] = ()
    needs_layer: bool = False
    takes_picture: bool = True
    usual: Callable[[Shape, Mapping[str, Value]], Mapping[str, Value]] = nothing_usual
    ask: Callable[[Answering, Array, Target, Mapping[str, Value]], Iterator[Explanation]] | None = None
    suits: Callable[[Target, Mapping[str, Shape]], Mapping[str, Value]] = nothing_suits

    def explain(
        self, model: Askable, picture: Array, target: Target, settings: Mapping[str, Value]
    ) -> Iterator[Explanation]:
        """What `run` yields, or `ask` where the model only answers; ExplanationError where that is not enough."""
        if isinstance(model, Network):
            return self.run(model, picture, target, settings)
        if self.ask is None:
            raise self.not_enough()
        return self.ask(model, picture, target, settings)

    def not_enough(self) -> ExplanationError:
        """Why it does not work with a model that only answers."""
        return ExplanationError(
            "{method} needs gradients. This model runs in ONNX Runtime, which tells its numbers but not how they would "
            "change. Occlusion needs none: it covers parts of the picture and looks what the model says then.",
            method=tr(self.label),
        )  # fmt: skip
