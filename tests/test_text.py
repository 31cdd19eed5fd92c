"""Sentences are looked up in the catalogue of the language in use when they are shown, not when they are made."""

import gettext
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnviz.text import CATALOGUE, ExplainedError, tr, use_system_language


class Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper().replace("{GIVEN}", "{given}")


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(CATALOGUE, "_translations", Shouting())
    yield


def test_a_sentence_is_translated_before_its_values_go_in(shouting: None) -> None:
    assert tr("stride {given}", given="abc") == "STRIDE abc"


def test_an_error_speaks_the_language_in_use_when_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    error = ExplainedError("stride {given}", given=0)
    assert str(error) == "stride 0"
    monkeypatch.setattr(CATALOGUE, "_translations", Shouting())
    assert str(error) == "STRIDE 0"


def test_values_with_braces_are_shown_as_they_are() -> None:
    assert tr("file {name}", name="{x}") == "file {x}"


def write_catalogue(path: Path, sentences: dict[str, str]) -> None:
    """A catalogue as msgfmt writes it (the GNU gettext manual, "The Format of GNU MO Files")."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **sentences}.items())
    texts = [text.encode() for column in zip(*pairs, strict=True) for text in column]
    start = 28 + 8 * len(texts)
    table, data = b"", b""
    for text in texts:
        table += struct.pack("<2I", len(text), start + len(data))
        data += text + b"\0"
    path.parent.mkdir(parents=True)
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path.write_bytes(header + table + data)


def test_a_catalogue_for_the_language_of_the_system_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CATALOGUE, "_translations", None)
    monkeypatch.setattr(CATALOGUE, "language", "en")
    write_catalogue(tmp_path / "zh_CN" / "LC_MESSAGES" / "cnnviz.mo", {"{count} pictures": "{count} 张图片"})
    use_system_language(tmp_path, {"LANG": "zh_CN.UTF-8"})
    assert tr("{count} pictures", count=3) == "3 张图片"
    assert tr("not in the catalogue") == "not in the catalogue"


@pytest.mark.parametrize(
    "environment", [{}, {"LANG": "C"}, {"LANG": "fr_FR.UTF-8"}, {"LC_ALL": "../x", "LANG": "zh_CN"}]
)
def test_without_a_catalogue_it_stays_english(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CATALOGUE, "_translations", None)
    (tmp_path / "zh_CN").mkdir()
    use_system_language(tmp_path, environment)
    assert CATALOGUE.language == "en"
