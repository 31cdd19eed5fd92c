"""Where there can be no window, the program says in one line why and how to get one, and shows no traceback."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cnnviz.ui.screen import check_screen, explain_import_error, explain_missing

MISSING = "libxcb-cursor.so.0: cannot open shared object file: No such file or directory"
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland are Linux's")


def start(**changes: str) -> "subprocess.CompletedProcess[str]":
    screen = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in screen} | changes
    command = [sys.executable, "-m", "cnnviz"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def release(folder: Path, text: str) -> Path:
    path = folder / "os-release"
    path.write_text(text, encoding="utf-8")
    return path


@linux_only
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "There is no screen to open a window on"),
        ({"QT_QPA_PLATFORM": "xcb"}, "There is no screen to open a window on"),
        ({"WAYLAND_DISPLAY": "wayland-987"}, "cnnviz: "),  # no such screen, or no libraries for it
        ({"DISPLAY": ":987"}, "The X server “:987” does not answer"),
        ({"DISPLAY": "nonsense"}, "The X server “nonsense” does not answer"),
        ({"DISPLAY": ":987", "WAYLAND_DISPLAY": "wayland-987"}, "The X server “:987” does not answer"),
    ],
)
def test_without_a_screen_the_program_ends_with_one_line(changes: dict[str, str], words: str) -> None:
    run = start(**changes)
    assert run.returncode not in {0, -6}
    assert words in run.stderr
    assert len(run.stderr.splitlines()) == 1 and run.stdout == ""


def test_nothing_is_wrong_where_no_screen_is_needed(qapp: object) -> None:
    assert check_screen() is None


def test_looking_takes_under_ten_milliseconds_once_qt_is_imported(qapp: object) -> None:
    check_screen()
    durations = []
    for _ in range(5):
        begin = time.perf_counter()
        check_screen()
        durations.append(time.perf_counter() - begin)
    assert min(durations) < 0.010


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("ID=debian", "apt-get install libegl1 libxcb-cursor0"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"', "apt-get install libegl1 libxcb-cursor0"),
        ("ID=fedora", "dnf install libglvnd-egl xcb-util-cursor"),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"', "zypper install Mesa-libEGL1 libxcb-cursor0"),
        ("ID=manjaro\nID_LIKE=arch", "pacman -S libglvnd xcb-util-cursor"),
        ("ID=nixos", "with the system's package manager"),
    ],
)
def test_missing_libraries_are_named_with_the_systems_own_packages(tmp_path: Path, text: str, command: str) -> None:
    message = explain_missing(["libxcb-cursor.so.0", "libEGL.so.1"], release(tmp_path, text))
    assert "libxcb-cursor.so.0, libEGL.so.1" in message and command in message and "\n" not in message


def test_a_system_without_os_release_gets_the_general_advice(tmp_path: Path) -> None:
    assert "package manager" in explain_missing(["libEGL.so.1"], tmp_path / "none")


def test_the_loaders_reason_becomes_one_line() -> None:
    assert explain_import_error(MISSING).startswith("Qt needs system libraries that are missing: libxcb-cursor.so.0")
    assert "Visual C++" in explain_import_error("DLL load failed while importing QtWidgets: not found")
    assert "GLIBC_2.99" in explain_import_error("/lib/libm.so.6: version `GLIBC_2.99' not found")


@linux_only
def test_every_library_that_qt_links_to_is_in_the_table() -> None:
    import PySide6

    from cnnviz.ui.screen import _library_table

    plugins = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
    libraries = [
        plugins / "libqxcb.so",
        *(plugin for plugin in plugins.glob("libqwayland*.so") if "egl" not in plugin.name),
        *(plugins.parents[1] / "lib").glob("libQt6Gui.so*"),
    ]
    needed = set()
    for library in libraries:
        needed |= set(_needed(library))
    from_libc = {"libm.so.6", "libgcc_s.so.1", "libc.so.6", "libdl.so.2", "libpthread.so.0"}
    own = {name for name in needed if name.startswith(("libQt6", "libicu"))}
    assert needed - from_libc - own <= set(_library_table())
    assert len(needed) > 20


def _needed(library: Path) -> list[str]:
    """The names in the library's dynamic section, read without tools: all strings that look like a library."""
    import re

    words = re.findall(rb"\0(lib[\w.+-]+\.so\.[\d.]+)(?=\0)", library.read_bytes())
    return [word.decode() for word in words]
