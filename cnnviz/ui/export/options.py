"""What can be chosen about an export: declared once, for the dialog and for the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from cnnviz.settings import Choice, Setting, checked
from cnnviz.text import mark
from cnnviz.traces.playback import FASTEST, SLOWEST
from cnnviz.ui.export.errors import ExportError

LIGHT, DARK = "light", "dark"
SIZES = ((800, 450), (1280, 720), (1920, 1080))

EXPORT_SETTINGS = (
    Setting("width", mark("Width"), 1280, mark("Width of the picture"), 320, 3840, step=10, unit=mark("px")),
    Setting("height", mark("Height"), 720, mark("Height of the picture"), 180, 2160, step=10, unit=mark("px")),
    Setting("theme", mark("Colours"), LIGHT, mark("Light or dark"), choices=(
        Choice(LIGHT, mark("Light")), Choice(DARK, mark("Dark")),
    )),
    Setting("speed", mark("Speed"), 4.0, mark("Frames a second"), SLOWEST, FASTEST, unit=mark("frames/s")),
    Setting("first", mark("First frame"), 1, mark("The frame it begins with; 1 is the first of all"), 1, 10**9),
    Setting("last", mark("Last frame"), 0, mark("The frame it ends with; 0 is the last of all"), 0, 10**9),
    Setting("loop", mark("Loop"), True, mark("Start again after the end")),
    Setting("every", mark("Every"), 1, mark("Take every n-th frame only"), 1, 10**6, advanced=True),
    Setting("hold", mark("Hold the end"), 1.0, mark("How much longer the last frame stays"), 0, 30, unit=mark("s"),
            advanced=True),
    Setting("decimals", mark("Decimals"), 2, mark("Decimals of the numbers in the arithmetic"), 0, 9, advanced=True),
    Setting("text", mark("Text size"), 1.0, mark("1 is the usual; smaller leaves more room for numbers in cells"),
            0.4, 2.5, decimals=1, advanced=True),
    Setting("scale", mark("Scale"), 1.0, mark("Pixels of a PNG for each pixel of its size: 2 for a finer print"),
            0.5, 4.0, decimals=1, advanced=True),
)  # fmt: skip
OF_FILMS = ("speed", "first", "last", "loop", "every", "hold")


@dataclass(frozen=True)
class ExportSettings:
    """A checked choice of all of them; what each means is said in the table."""

    width: int = 1280
    height: int = 720
    scale: float = 1.0
    text: float = 1.0
    theme: str = LIGHT
    decimals: int = 2
    speed: float = 4.0
    first: int = 1
    last: int = 0
    every: int = 1
    loop: bool = True
    hold: float = 1.0

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "ExportSettings":
        """`values` where given, the defaults elsewhere; SettingError says what is allowed."""
        known = {field.name for field in fields(cls)}
        good: dict[str, Any] = checked(EXPORT_SETTINGS, {name: values[name] for name in known & set(values)})
        return cls(**good)

    def frames(self, length: int) -> range:
        """The frames to show of a film of `length`, counted from 0; ExportError where there are no such frames.

        >>> list(ExportSettings(first=3, last=9, every=3).frames(100))
        [2, 5, 8]
        """
        last = self.last or length
        if self.first > length or last > length:
            raise ExportError("There is no frame {given}; the film has {length}.",
                              given=max(self.first, last), length=length)  # fmt: skip
        if self.first > last:
            raise ExportError("The last frame, {last}, comes before the first, {first}; exchange them.",
                              first=self.first, last=last)  # fmt: skip
        return range(self.first - 1, last, self.every)
