"""The pictures of a data set as they are browsed: part by part, one by one."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from cnnviz.data.folder_source import UNBALANCED
from cnnviz.data.kept_source import KeptSource
from cnnviz.data.labelled import as_floats
from cnnviz.engine.arrays import Array
from cnnviz.numbers import count
from cnnviz.settings import Choice
from cnnviz.text import mark, tr

PARTS = (
    Choice("training", mark("Training"), mark("Pictures that are learnt from")),
    Choice("validation", mark("Validation"), mark("Pictures that are set apart and scored on the way")),
    Choice("test", mark("Test"), mark("Pictures that are scored at the end")),
)


@dataclass(frozen=True, eq=False)
class Samples:
    """The pictures (N, C, H, W) of a part, bytes or floats from 0 to 1, with labels (N,) for `names`."""

    part: str
    images: Array = field(repr=False)
    labels: Array = field(repr=False)
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def picture(self, index: int) -> Array:
        """Picture (C, H, W) as float32 from 0 to 1."""
        picture: Array = self.pictures(np.array([index]))[0]
        return picture

    def pictures(self, indices: Array) -> Array:
        """Some pictures (N, C, H, W) as float32 from 0 to 1."""
        chosen: Array = self.images[indices]
        return as_floats(chosen) if chosen.dtype == np.uint8 else chosen

    def name(self, index: int) -> str:
        """The class of a picture."""
        return self.names[int(self.labels[index])]

    def of_class(self, label: int | None) -> Array:
        """The numbers of all pictures of a class, or of all classes."""
        return np.arange(len(self)) if label is None else np.flatnonzero(self.labels == label)

    @cached_property
    def counts(self) -> list[int]:
        """How many pictures there are of each class."""
        return list(np.bincount(self.labels, minlength=len(self.names)).tolist())

    def sentence(self, index: int) -> str:
        """What a picture is."""
        words = {
            "training": tr("Training picture {number}: {name}", number=count(index), name=self.name(index)),
            "validation": tr("Validation picture {number}: {name}", number=count(index), name=self.name(index)),
            "test": tr("Test picture {number}: {name}", number=count(index), name=self.name(index)),
        }
        return words[self.part]

    def balance(self) -> str:
        """Whether the classes are of a size, in words; "" where there are no pictures."""
        least, most = min(self.counts), max(self.counts)
        if not most:
            return ""
        small, large = (self.names[self.counts.index(extreme)] for extreme in (least, most))
        if least == most:
            return tr("{part}: {count} of every class.", part=self.label, count=count(most))
        if not least:
            missing = ", ".join(f"“{name}”" for name, size in zip(self.names, self.counts, strict=True) if not size)
            return tr("{part}: there is no picture of {missing}.", part=self.label, missing=missing)
        if most <= UNBALANCED * least:
            return tr("{part}: balanced, {least} to {most} pictures a class.",
                      part=self.label, least=count(least), most=count(most))  # fmt: skip
        words = tr("{part}: out of balance, {least} (“{small}”) to {most} (“{large}”) pictures a class.",
                   part=self.label, least=count(least), most=count(most), small=small, large=large)  # fmt: skip
        leaning = tr("A network leans towards the larger classes.")
        return f"{words} {leaning}" if self.part == "training" else words

    @property
    def label(self) -> str:
        """What people call the part."""
        return next(tr(part.label) for part in PARTS if part.value == self.part)


def samples_of(source: KeptSource) -> dict[str, Samples]:
    """All parts by name: "training", "validation" and "test"."""
    found = {"training": source.training, "validation": source.validation, "test": source.test}
    return {part: Samples(part, *pictures, source.class_names) for part, pictures in found.items()}
