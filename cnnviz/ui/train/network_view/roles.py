"""What a row is in the drawing and in the table: its colour, and how it stands among the others."""

from cnnviz.engine.graph import INPUT
from cnnviz.scenarios.draft_lines import DraftLine
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.ui.painting.network_blocks import Block

ROLES = {
    "Conv2D": "kernel",
    "ConvTranspose2D": "kernel",
    "MaxPool2D": "pool",
    "AvgPool2D": "pool",
    "GlobalAvgPool2D": "pool",
    "GlobalMaxPool2D": "pool",
    "AdaptiveAvgPool2D": "pool",
    "Linear": "dense",
    "Add": "pool",
    "Concat": "pool",
}


def role_of(draft: NetworkDraft, index: int) -> str:
    """The role of a row: the dense layer for the classes is the output; what keeps the shape is thin."""
    return "output" if index == draft.head else ROLES.get(draft.rows[index].kind, "thin")


def blocks_of(draft: NetworkDraft) -> list[Block]:
    """The picture and all rows as blocks."""
    places = {INPUT: 0}
    blocks = [Block(INPUT, "input", draft.input_shape)]
    for index, line in enumerate(draft.lines):
        takes = tuple(places[name] for name in line.row.inputs if name in places)
        blocks.append(Block(line.row.name, role_of(draft, index), line.shape, takes, bool(line.problem)))
        places[line.row.name] = index + 1
    return blocks


def shape_text(line: DraftLine) -> str:
    """The output shape in short: 6×28×28."""
    return "" if line.shape is None else "×".join(map(str, line.shape))
