"""Guided backpropagation: the way back, but at every ReLU only what raises the score goes on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from cnnviz.engine.activations import ReLU
from cnnviz.engine.arrays import Array
from cnnviz.engine.layer import Saved
from cnnviz.engine.network import Network
from cnnviz.engine.tape import Tape
from cnnviz.engine.workspace import Workspace
from cnnviz.explain.explanation import Explanation, ExplanationError, Method, Target
from cnnviz.explain.passes import passes_of
from cnnviz.explain.scores import Score
from cnnviz.settings import Value
from cnnviz.text import mark

NAME = "guided-backprop"


class GuidedReLU(ReLU):
    """Forward a ReLU; on the way back slopes below zero stay behind, as well as those where the input was."""

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        return super().backward(np.maximum(dy, 0), saved, workspace)

    def backward_over(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        return super().backward_over(np.maximum(dy, 0, out=dy), saved, workspace)


def guided_backpropagation(
    network: Network, picture: Array, target: Target, settings: Mapping[str, Value]
) -> Iterator[Explanation]:
    """The gradient by the picture (C, H, W) where every ReLU hands back ``max(0, slope)`` where its input was above 0.

    Springenberg, Dosovitskiy, Brox and Riedmiller 2014, "Striving for Simplicity", arXiv:1412.6806. Other activations
    hand back their plain slope. ExplanationError for a target that there is not, and for a network without a ReLU,
    where it would be the plain gradient under another name.
    """
    score = Score.of(network, target)
    if not any(isinstance(layer, ReLU) for _, layer in network.layers):
        raise ExplanationError(
            "Guided backpropagation changes what ReLU hands back; this network has no ReLU. Choose saliency."
        )
    with passes_of(network, picture) as passes:
        tape = passes.run(picture[np.newaxis])
        value = float(score.values(tape)[0])
        values = np.array(score.gradient(guided(tape))[0])
    yield Explanation(NAME, target, values, True, value)


def guided(tape: Tape) -> Tape:
    """The same tape, with guided ReLUs on the way back."""
    entries = (replace(entry, layer=GuidedReLU()) if isinstance(entry.layer, ReLU) else entry for entry in tape.entries)
    return Tape(tuple(entries), tape.workspace)


GUIDED_BACKPROPAGATION = Method(
    NAME,
    mark("Guided backpropagation"),
    mark("It shows fine edges and strokes that the network answers to on this picture: slopes, of which every ReLU "
         "lets only those pass that raise the score."),
    mark("It does not show why this class and not another: the pictures hardly depend on the class, and even with "
         "random weights they show edges (Adebayo et al. 2018, arXiv:1810.03292)."),
    mark("Springenberg, Dosovitskiy, Brox and Riedmiller 2014, “Striving for Simplicity”, arXiv:1412.6806"),
    guided_backpropagation,
)  # fmt: skip
