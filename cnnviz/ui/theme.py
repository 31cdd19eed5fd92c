"""The colours of the program, by role, in light and dark: every painter and the style sheet take them from here."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True, eq=False, repr=False)
class Theme:
    """Colours by what they mean. Zero is always `panel` on every scale, so that nothing looks like something.

    `magnitudes` are the colours of numbers that cannot be negative, least first: in even steps of lightness (L* of CIE
    Lab), so that they keep their order for people who see colours differently, and in grey.
    `lines` are for curves of which there are many: told apart by people who see colours differently too (after Okabe
    and Ito, 2008). There are five of them and four kinds of dashes, so that twenty curves in a row differ.
    """

    name: str
    background: QColor
    panel: QColor
    field: QColor
    line: QColor
    text: QColor
    muted: QColor
    accent: QColor
    on_accent: QColor
    accent_soft: QColor
    input: QColor
    kernel: QColor
    output: QColor
    warning: QColor
    warning_soft: QColor
    padding: QColor
    unreached: QColor
    empty: QColor
    activation_low: QColor
    activation_high: QColor
    weight_low: QColor
    weight_high: QColor
    magnitudes: tuple[QColor, ...]
    lines: tuple[QColor, ...]

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"


_ACTIVATION_LOW, _ACTIVATION_HIGH = QColor(33, 102, 172), QColor(178, 24, 43)
_WEIGHT_LOW, _WEIGHT_HIGH = QColor(94, 60, 153), QColor(230, 97, 1)
_LIGHT_MAGNITUDES = tuple(
    QColor(f"#{code}")
    for code in ["FFFFFF", "DFE7B9", "96D5A6", "2ABEBC", "029EBF", "137DBE", "365CA7", "333F8E", "232674"]
)
_DARK_MAGNITUDES = tuple(
    QColor(f"#{code}")
    for code in ["1C2027", "363057", "41487E", "2B679F", "0988AA", "06A9A2", "66C775", "BBDB4A", "F4F246"]
)

LIGHT = Theme(
    name="light",
    background=QColor("#F4F5F7"),
    panel=QColor("#FFFFFF"),
    field=QColor("#F4F5F7"),
    line=QColor("#DFE3E8"),
    text=QColor("#1C2128"),
    muted=QColor("#5B667A"),
    accent=QColor("#2F6FDE"),
    on_accent=QColor("#FFFFFF"),
    accent_soft=QColor("#E8EFFC"),
    input=QColor("#2F6FDE"),
    kernel=QColor("#E2670C"),
    output=QColor("#0B8F6A"),
    warning=QColor("#B54708"),
    warning_soft=QColor("#FEF3E6"),
    padding=QColor("#E9ECF1"),
    unreached=QColor("#C9CFD8"),
    empty=QColor("#F4F5F7"),
    activation_low=_ACTIVATION_LOW,
    activation_high=_ACTIVATION_HIGH,
    weight_low=_WEIGHT_LOW,
    weight_high=_WEIGHT_HIGH,
    magnitudes=_LIGHT_MAGNITUDES,
    lines=(QColor("#0072B2"), QColor("#D55E00"), QColor("#00805E"), QColor("#B5578E"), QColor("#55585E")),
)

DARK = Theme(
    name="dark",
    background=QColor("#14171C"),
    panel=QColor("#1C2027"),
    field=QColor("#14171C"),
    line=QColor("#2E343E"),
    text=QColor("#E6E9EE"),
    muted=QColor("#98A2B3"),
    accent=QColor("#6EA0FF"),
    on_accent=QColor("#0E1420"),
    accent_soft=QColor("#26324A"),
    input=QColor("#6EA0FF"),
    kernel=QColor("#FF9A4D"),
    output=QColor("#3CCB9F"),
    warning=QColor("#F5B461"),
    warning_soft=QColor("#33291B"),
    padding=QColor("#2A303A"),
    unreached=QColor("#454D59"),
    empty=QColor("#14171C"),
    activation_low=_ACTIVATION_LOW,
    activation_high=_ACTIVATION_HIGH,
    weight_low=_WEIGHT_LOW,
    weight_high=_WEIGHT_HIGH,
    magnitudes=_DARK_MAGNITUDES,
    lines=(QColor("#56B4E9"), QColor("#F0803C"), QColor("#2FC79A"), QColor("#DD8FBC"), QColor("#C9CDD3")),
)


def theme_of(widget: QWidget) -> Theme:
    """The theme a widget is shown in; its palette says which, so a change of palette is a change of theme."""
    palette = widget.palette()
    if palette.color(QPalette.ColorRole.Window).alpha() == 0:  # the style sheet has made its ground transparent
        palette = QApplication.palette()
    return theme_of_palette(palette)


def theme_of_palette(palette: QPalette) -> Theme:
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def palette_of(theme: Theme) -> QPalette:
    """The Qt palette of a theme, for everything that no style sheet reaches (menus, dialogs, selections)."""
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.background),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.background),
        (role.Text, theme.text),
        (role.Button, theme.panel),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.warning),
        (role.ToolTipBase, theme.panel),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.Light, theme.panel),
        (role.Midlight, theme.line),
        (role.Mid, theme.line),
        (role.Dark, theme.muted),
        (role.Shadow, theme.line),
    ):
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, theme.muted)
    return palette
