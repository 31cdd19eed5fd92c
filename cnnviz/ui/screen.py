"""Before Qt is started: is there everything that a window needs?

Qt ends the process by abort() when a library of its platform plugin or the screen is missing, with a page of text. So
this looks first, and says in one line what is missing and how to get it. Nothing here starts Qt.
"""

import ctypes
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cnnviz.paths import resources
from cnnviz.text import tr

OS_RELEASE = Path("/etc/os-release")
INSTALLERS = {
    "debian": "apt-get install",
    "fedora": "dnf install",
    "arch": "pacman -S",
    "suse": "zypper install",
}
FAMILIES = {"ubuntu": "debian", "rhel": "fedora", "centos": "fedora", "opensuse": "suse"}


def check_screen() -> str | None:
    """What keeps the window from opening and how to mend it, in one line; None if nothing does."""
    try:
        import PySide6.QtSvg
        import PySide6.QtWidgets  # noqa: F401
    except ModuleNotFoundError as error:
        return tr(
            "The Python package {name} is not installed. Install it with: {command}",
            name=error.name, command=f"{Path(sys.executable).name} -m pip install PySide6-Essentials",
        )  # fmt: skip
    except ImportError as error:
        return explain_import_error(str(error))
    return _check_linux_screen() if sys.platform.startswith("linux") else None


def explain_import_error(reason: str) -> str:
    """One line on the `reason` that the system's loader gives for not loading Qt."""
    missing = re.match(r"([\w.+-]+\.so[.\d]*): cannot open shared object file", reason)
    if missing:
        return explain_missing([missing[1], *(name for name in missing_libraries() if name != missing[1])])
    if "DLL load failed" in reason:
        return tr(
            "Windows cannot load Qt ({reason}). Install the Microsoft Visual C++ Redistributable and start again.",
            reason=reason,
        )
    return tr("Qt cannot be loaded on this system: {reason}", reason=reason)


def explain_missing(names: Sequence[str], os_release: Path = OS_RELEASE) -> str:
    """One line that names the missing libraries and the command that installs them on this system."""
    table, family = _library_table(), _family(os_release)
    packages = {table[name][family] for name in names if name in table} if family else set()
    if not packages:
        return tr(
            "Qt needs system libraries that are missing: {names}. Install them with the system's package manager.",
            names=", ".join(names),
        )
    as_root = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    return tr(
        "Qt needs system libraries that are missing: {names}. Install them with: {command}",
        names=", ".join(names), command=as_root + " ".join([INSTALLERS[family], *sorted(packages)]),
    )  # fmt: skip


def missing_libraries() -> list[str]:
    """The system libraries that Qt's window on Linux needs and that the loader does not find."""
    return [name for name in _library_table() if _load_error(name)]


def _check_linux_screen(environment: Mapping[str, str] = os.environ) -> str | None:
    """Qt takes Wayland or X11, whichever works; other platforms (offscreen, vnc) need no screen."""
    asked = [name.partition(":")[0] for name in environment.get("QT_QPA_PLATFORM", "").split(";") if name]
    if any(name not in {"xcb", "wayland"} for name in asked):
        return None
    display, wayland = environment.get("DISPLAY"), environment.get("WAYLAND_DISPLAY")
    if wayland and "wayland" in (asked or ["wayland"]):
        error = _plugin_error("libqwayland*.so")  # one plugin, or two before Qt 6.10
        if not error and _wayland_answers(wayland, environment):
            return None
        if error and not display:
            return explain_import_error(error)
    return _check_x11(display) if display else _no_screen()


def _no_screen() -> str:
    return tr(
        "There is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY leads to one). "
        "Start cnnviz from a desktop session, or over ssh with: ssh -X"
    )


def _check_x11(display: str) -> str | None:
    error = _plugin_error("libqxcb.so")
    if error:
        return explain_import_error(error)
    if not _x_server_answers():
        return tr(
            "The X server “{display}” does not answer. Set DISPLAY to a screen that you may use, "
            "or start cnnviz from a desktop session.",
            display=display,
        )
    return None


def _wayland_answers(display: str, environment: Mapping[str, str]) -> bool:
    import socket  # not before it is needed: it delays the window

    path = Path(environment.get("XDG_RUNTIME_DIR", ""), display)
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(str(path)) == 0


def _x_server_answers() -> bool:
    """Whether the server that DISPLAY names accepts a connection, cookie included."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


def _plugin_error(pattern: str) -> str:
    """What the loader says against Qt's platform plugin of that name; empty if one loads."""
    from PySide6.QtCore import QLibraryInfo

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms")
    errors = [_load_error(str(plugin)) for plugin in sorted(folder.glob(pattern))]
    return "" if "" in errors else next(iter(errors), f"{pattern} ({folder})")


def _load_error(library: str) -> str:
    """What the loader says against `library`; empty if it loads."""
    try:
        ctypes.CDLL(library)
    except OSError as error:
        return str(error)
    return ""


def _library_table() -> dict[str, dict[str, str]]:
    import json

    text = (resources() / "system-libraries.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = json.loads(text)
    return table


def _family(os_release: Path) -> str:
    """Whose package names this system uses: a key of INSTALLERS, or empty."""
    try:
        text = os_release.read_text(encoding="utf-8")
    except OSError:
        return ""
    words = " ".join(re.findall(r"^(?:ID|ID_LIKE)=(.*)$", text, re.MULTILINE)).replace('"', "").split()
    known = [FAMILIES.get(word.partition("-")[0], word) for word in words]
    return next((word for word in known if word in INSTALLERS), "")
