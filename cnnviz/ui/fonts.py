"""The two fonts that ship with the program, so that it looks the same on every machine."""

from PySide6.QtGui import QFont, QFontDatabase

from cnnviz.paths import resources

INTERFACE = "Inter"
NUMBERS = "JetBrains Mono"


def load_fonts() -> None:
    """Make the shipped fonts known to Qt; a system font stands in where one is missing."""
    for path in sorted((resources() / "fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


def interface_font(pixels: int = 13) -> QFont:
    font = QFont(INTERFACE)
    font.setPixelSize(pixels)
    return font


def number_font(pixels: float = 12, bold: bool = False) -> QFont:
    """The font of numbers: every digit equally wide."""
    font = QFont(NUMBERS)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(max(1, round(pixels)))
    font.setBold(bold)
    return font
