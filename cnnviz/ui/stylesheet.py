"""The style sheet: how Qt's own controls look. Widgets name their role with a property, never a colour."""

from cnnviz.paths import resources
from cnnviz.ui.theme import Theme


def stylesheet(theme: Theme) -> str:
    """The style sheet of the whole application in `theme`."""
    icons = (resources() / "icons" / "controls" / theme.name).as_posix()
    names = {
        field: getattr(theme, field).name()
        for field in (
            "background", "panel", "field", "line", "text", "muted", "accent", "on_accent", "accent_soft",
            "kernel", "output", "input", "warning", "warning_soft",
        )
    }  # fmt: skip
    text = _SHEET
    for name, colour in names.items():
        text = text.replace(f"@{name};", f"{colour};").replace(f"@{name} ", f"{colour} ")
    return text.replace("@icons", icons)


_SHEET = """
QMainWindow, #page { background: @background; }
#rail, #topbar { background: @panel; }
#rail { border: none; border-right: 1px solid @line; }
#topbar { border: none; border-bottom: 1px solid @line; }
QFrame#card { background: @panel; border: 1px solid @line; border-radius: 8px; }
QFrame#separator { background: @line; border: none; max-height: 1px; min-height: 1px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QLabel[role="title"] { font-size: 16px; font-weight: 600; }
QLabel[role="heading"] { font-size: 12px; font-weight: 600; }
QLabel[role="muted"] { font-size: 11px; color: @muted; }
QLabel[role="label"] { font-size: 12px; color: @muted; }
QLabel[role="input"] { font-size: 12px; font-weight: 600; color: @input; }
QLabel[role="kernel"] { font-size: 12px; font-weight: 600; color: @kernel; }
QLabel[role="output"] { font-size: 12px; font-weight: 600; color: @output; }
QLabel[role="error"] { font-size: 11px; color: @warning; }
QLabel[role="number"] { font-family: "JetBrains Mono"; font-size: 12px; }
QLabel[role="wrong"] { font-family: "JetBrains Mono"; font-size: 12px; font-weight: 700; color: @warning; }
QFrame#notice { border-radius: 6px; border: 1px solid @line; background: @accent_soft; }
QFrame#notice[kind="error"] { border: 1px solid @warning; background: @warning_soft; }
QPushButton, QToolButton#plain {
    background: @panel; border: 1px solid @line; border-radius: 6px; padding: 4px 10px; min-height: 18px;
}
QPushButton:hover, QToolButton#plain:hover { background: @background; border-color: @muted; }
QPushButton:pressed, QToolButton#plain:pressed { background: @line; }
QPushButton:focus, QToolButton#plain:focus { border-color: @accent; }
QPushButton:disabled, QToolButton#plain:disabled { color: @muted; background: @background; border-color: @line; }
QPushButton[role="primary"] { background: @accent; border-color: @accent; color: @on_accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accent; border-color: @text; }
QPushButton[role="primary"]:focus { border-color: @text; }
QPushButton[role="primary"]:disabled { background: @line; border-color: @line; color: @muted; }
QPushButton[role="flat"] { border: none; background: transparent; color: @accent; padding: 2px 4px; }
QPushButton[role="flat"]:hover { background: @accent_soft; }
QPushButton[role="crumb"] {
    border: none; background: transparent; color: @accent; padding: 1px 2px; min-height: 14px; font-size: 11px;
}
QPushButton[role="crumb"]:hover, QPushButton[role="crumb"]:focus { text-decoration: underline; }
QPushButton[role="crumb"][current="true"] { color: @text; font-weight: 600; text-decoration: none; }
QPushButton[role="crumb"]::menu-indicator { image: none; width: 0; }
QPushButton#fold { border: none; background: transparent; color: @accent; padding: 2px 0; font-size: 12px; }
QPushButton#fold:hover, QPushButton#fold:focus { text-decoration: underline; }
QPushButton::menu-indicator, QToolButton#plain::menu-indicator { image: url(@icons/down.svg); width: 10px; right: 6px; }
QToolButton#plain[role="icon"]::menu-indicator { image: none; }
QPushButton[role="menu"] { padding-right: 24px; }
QPushButton[tight="true"], QToolButton#plain[tight="true"] { padding: 4px 5px; }
QLineEdit[tight="true"] { padding: 1px 2px; }
QToolButton#close { border: none; background: transparent; font-size: 15px; padding: 0 2px; }
QToolButton#close:hover { color: @accent; }
QToolButton#rail_button {
    background: transparent; border: 1px solid transparent; border-radius: 8px; padding: 6px 0 4px 0;
    font-size: 11px; color: @muted;
}
QToolButton#rail_button:hover { background: @background; }
QToolButton#rail_button:focus { border-color: @accent; }
QToolButton#rail_button:checked { background: @accent_soft; color: @accent; font-weight: 600; }
QFrame#segmented { background: @field; border: 1px solid @line; border-radius: 6px; }
QFrame#segmented QPushButton { border: none; border-radius: 5px; background: transparent; padding: 3px 6px; }
QFrame#segmented QPushButton:hover { background: @line; }
QFrame#segmented QPushButton:checked { background: @accent_soft; color: @accent; font-weight: 600; }
QFrame#segmented QPushButton:focus { border: 1px solid @accent; padding: 2px 5px; }
QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit {
    background: @field; border: 1px solid @line; border-radius: 6px; padding: 3px 8px; min-height: 18px;
    selection-background-color: @accent; selection-color: @on_accent;
}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus { border-color: @accent; }
QLineEdit[wrong="true"], QAbstractSpinBox[wrong="true"], QComboBox[wrong="true"],
QFrame#segmented[wrong="true"] { border-color: @warning; }
QAbstractSpinBox { font-family: "JetBrains Mono"; font-size: 12px; padding-right: 40px; }
#side_panel QAbstractSpinBox, #side_panel QComboBox, #side_panel QLineEdit { max-height: 18px; }
QLineEdit[role="number"] { font-family: "JetBrains Mono"; font-size: 12px; padding-left: 6px; }
QAbstractSpinBox::up-button {
    subcontrol-origin: border; subcontrol-position: right center; width: 19px; height: 24px; border: none; right: 2px;
}
QAbstractSpinBox::down-button {
    subcontrol-origin: border; subcontrol-position: right center; width: 19px; height: 24px; border: none; right: 21px;
}
QAbstractSpinBox::up-button:hover,
QAbstractSpinBox::down-button:hover { background: @line; border-radius: 4px; }
QAbstractSpinBox::up-arrow { image: url(@icons/plus.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(@icons/minus.svg); width: 10px; height: 10px; }
QAbstractSpinBox:disabled, QComboBox:disabled, QLineEdit:disabled {
    color: @muted; background: @panel;
}
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(@icons/down.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @line; padding: 2px; outline: none; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; }
QCheckBox { spacing: 6px; }
QCheckBox[role="small"] { font-size: 11px; spacing: 4px; }
QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid @muted; border-radius: 4px; background: @panel;
}
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(@icons/check.svg); }
QCheckBox::indicator:disabled { border-color: @line; }
QCheckBox:focus { color: @accent; }
QSlider { min-height: 22px; background: transparent; }
QSlider::groove:horizontal { height: 4px; background: @line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 12px; height: 12px; margin: -6px 0; border-radius: 8px; background: @panel; border: 2px solid @accent;
}
QSlider::handle:horizontal:focus { background: @accent_soft; border-color: @text; }
QSlider::sub-page:horizontal:disabled { background: @line; }
QSlider::handle:horizontal:disabled { border-color: @muted; }
QProgressBar { background: @line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QListWidget { background: @panel; border: 1px solid @line; border-radius: 8px; padding: 5px; outline: none; }
QListWidget:focus { border-color: @accent; }
QListWidget::item { color: @text; padding: 6px 8px; border-radius: 6px; }
QListWidget::item:hover { background: @background; }
QListWidget::item:selected { background: @accent_soft; color: @accent; }
QTableView {
    background: @panel; border: 1px solid @line; border-radius: 6px; outline: none; font-size: 12px;
    selection-background-color: @accent; selection-color: @on_accent;
}
QTableView:focus { border-color: @accent; }
QTableView::corner { background: transparent; border: none; }
QHeaderView, QTableCornerButton::section { background: @panel; border: none; }
QHeaderView::section { background: @panel; border: none; padding: 0 6px; font-size: 12px; }
QHeaderView::section:horizontal { border-bottom: 1px solid @line; font-weight: 600; min-height: 26px; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: @line; }
QTableView#rows { background: @panel; border: none; outline: none; }
QTableView#rows QHeaderView::section { color: @muted; font-size: 11px; }
QScrollArea { background: transparent; border: none; }
QScrollArea#terms { border: 1px solid transparent; border-radius: 4px; }
QScrollArea#terms:focus { border-color: @accent; }
QScrollArea > QWidget > QWidget#scrolled { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; padding: 4px 6px; }
QMenu { background: @panel; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accent_soft; color: @accent; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
"""
