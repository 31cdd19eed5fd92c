"""Every sentence that a person reads passes through here, so that it can be shown in another language.

The catalogues are gettext's (``resources/translations/<language>/LC_MESSAGES/cnnviz.mo``): the engine and the command
line use them without Qt, and the window uses the same ones. English is what stands in the code.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "cnnviz"


class Catalogue:
    """The language in use, for the whole process, as the C locale is."""

    def __init__(self) -> None:
        self.language = "en"
        self._translations: NullTranslations | None = None

    def use(self, language: str, folder: Path) -> None:
        """Read the catalogue of `language` ("zh_CN") below `folder`; English where there is none."""
        import gettext  # not for English: it takes its time

        self._translations = gettext.translation(DOMAIN, folder, [language], fallback=True)
        self.language = language

    def look_up(self, template: str) -> str:
        return template if self._translations is None else self._translations.gettext(template)


CATALOGUE = Catalogue()


def use_system_language(folder: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Speak the language that the system asks for, if `folder` has a catalogue for it.

    The variables are those of POSIX, the first that is set counts; ``zh_CN.UTF-8`` asks for the folder ``zh_CN``.
    """
    wanted = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    language = wanted.partition(".")[0].partition("@")[0]
    if language and language.isidentifier() and (folder / language).is_dir():
        CATALOGUE.use(language, folder)


def tr(template: str, /, **values: object) -> str:
    """The sentence `template` in the reader's language, with `values` put in for its ``{named}`` places.

    `template` is written as a literal, so that the sentences can be collected from the code.

    >>> tr("{count} pictures", count=3)
    '3 pictures'
    """
    text = CATALOGUE.look_up(template)
    return text.format(**values) if values else text


def quoted(value: object, most: int = 60) -> str:
    """`value` as a message shows it: on one line, not longer than a person reads, and text told from a number.

    >>> quoted(3), quoted("3"), quoted([1] * 30, most=9)
    ('3', '“3”', '[1, 1, 1,…')
    """
    words = " ".join(str(value).split())
    shown = words if len(words) <= most else f"{words[:most]}…"
    return f"“{shown}”" if isinstance(value, str) else shown


def mark(template: str) -> str:
    """Name a sentence for the catalogue here; it is translated where it is shown, with `tr`."""
    return template


class ExplainedError(ValueError):
    """A mistake that a person can mend: it says what was given, what is allowed and what to do.

    >>> str(ExplainedError("The stride is {given}; it must be 1 or more.", given=0))
    'The stride is 0; it must be 1 or more.'
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return tr(self.template, **self.values)
