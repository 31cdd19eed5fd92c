"""The pictures that ship with the program: drawn for it by the script beside them, and described here."""

from pathlib import Path
from typing import NamedTuple

from cnnviz.text import mark


class Sample(NamedTuple):
    """A picture that ships with the program; `label` and `shows` are marked for translation."""

    path: Path
    label: str
    shows: str
    colour: bool


SAMPLES = (
    (
        "three.png",
        mark("Three"),
        mark("A handwritten 3 on 10 × 10 pixels, small enough to read every number."),
        False,
    ),
    ("tiny.png", mark("Tiny matrix"), mark("The 5 × 5 zeros and ones that textbooks convolve by hand."), False),
    (
        "edge.png",
        mark("Step edge"),
        mark("Black meets white in one column: what an edge detector answers to."),
        False,
    ),
    ("letter.png", mark("Letter A"), mark("Slanted and level strokes on 16 × 16 pixels."), False),
    ("ring.png", mark("Ring"), mark("An edge in every direction, on 20 × 20 pixels."), False),
    (
        "test_card.png",
        mark("Test card"),
        mark("Checks, stripes that get finer, a bull's-eye and ramps on 64 × 64 pixels."),
        False,
    ),
    ("mountains.png", mark("Mountains"), mark("Soft haze and crisp ridges on 192 × 192 pixels."), False),
    ("flower.png", mark("Flower"), mark("Three channels of 16 × 16 pixels whose numbers can be read."), True),
    ("house.png", mark("House"), mark("Flat areas, slanted edges and strong colours on 256 × 256 pixels."), True),
    (
        "seven_photo.png",
        mark("Photo of a 7"),
        mark("A 7 written in ink on squared paper, in uneven light: as a picture of your own would look."),
        True,
    ),
    (
        "four_photo.png",
        mark("Photo of a 4"),
        mark("A 4 written with a felt pen on squared paper, in uneven light."),
        True,
    ),
)


def list_samples(folder: Path) -> tuple[Sample, ...]:
    """The samples that are in `folder`."""
    return tuple(
        Sample(folder / file, label, shows, colour)
        for file, label, shows, colour in SAMPLES
        if (folder / file).is_file()
    )
