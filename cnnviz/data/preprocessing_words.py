"""What became of a picture before a network saw it, in sentences."""

from collections.abc import Sequence

from cnnviz.data.pictures import Picture
from cnnviz.data.preprocessing import Stage
from cnnviz.numbers import size
from cnnviz.text import tr


def steps_told(picture: Picture, stages: Sequence[Stage]) -> tuple[str, ...]:
    """First what was done, then what each step says of this very picture."""
    taken = stages[-1].pixels.shape
    first = tr("{name}, {size}, becomes {channels} × {taken}:", name=picture.name, size=picture.size_text,
               channels=taken[0], taken=size(*taken[1:]))  # fmt: skip
    done = ", ".join(stage.label.lower() for stage in stages if stage.on)
    return f"{first} {done}", *filter(None, (picture.note, *(stage.note for stage in stages)))
