"""Every sentence that a person reads goes through tr() as a literal, with a value for each of its places."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import cnnviz

PACKAGE = Path(cnnviz.__file__).resolve().parent
# What shows its text to a person: the name of the call -> the places of its texts (None: all of them).
SHOWN: dict[str, tuple[int, ...] | None] = dict.fromkeys(
    (
        "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setStatusTip", "setWhatsThis", "setTitle",
        "setAccessibleName", "setAccessibleDescription", "setInformativeText", "setSpecialValueText", "setSuffix",
        "setPrefix", "setLabelText", "showMessage", "addAction", "addMenu", "addTab", "addRow", "QLabel", "QPushButton",
        "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu", "Card", "print",
    )
)  # fmt: skip
SHOWN |= {"addItem": (0,), "setItemText": (1,), "label": (0,), "Setting": (1, 3), "Choice": (1, 2)}
SHOWN |= dict.fromkeys(("add_argument", "add_parser", "ArgumentParser", "add_argument_group"), ())
SHOWN_KEYWORDS = {"help", "description", "epilog", "title", "text", "label", "unit", "toolTip", "explanation"}
WORD = re.compile(r"[^\W\d_]{2,}")
TRANSLATED = {"tr", "mark"}
PROGRAM = "cnnviz"  # its name is the same in every language


def read_trees(package: Path) -> dict[str, ast.Module]:
    """The syntax tree of every module below `package`, by its path there."""
    paths = sorted(package.rglob("*.py"))
    return {path.relative_to(package).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def explained_errors(trees: dict[str, ast.Module]) -> set[str]:
    """The names of the classes that come from ExplainedError and take its arguments."""
    classes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found, before = {"ExplainedError"}, 0
    while len(found) != before:
        before = len(found)
        found |= {one.name for one in classes if found & {_name(base) for base in one.bases} and not _has_init(one)}
    return found


def complaints(trees: dict[str, ast.Module]) -> list[str]:
    """What is wrong with the texts of some modules, one sentence each."""
    errors, found = explained_errors(trees), []
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found += [f"{path}:{node.lineno}: {what}" for what in _complaints_about(node, errors)]
    return found


def _complaints_about(call: ast.Call, errors: set[str]) -> Iterator[str]:
    name = _name(call.func)
    if name in {*TRANSLATED, *errors} and call.args:
        yield from _about_template(call, call.args[0], kept_elsewhere=name == "tr", checked=name != "mark")
    if name in SHOWN:
        for shown in _shown(call, SHOWN[name]):
            yield from (f"{name} shows “{text}” without tr()" for text in _literals(shown))


def _about_template(call: ast.Call, template: ast.expr, kept_elsewhere: bool, checked: bool) -> Iterator[str]:
    """Complaints about the first argument of tr(), mark() or an ExplainedError."""
    name = _name(call.func)
    if isinstance(template, ast.IfExp):
        for branch in (template.body, template.orelse):
            yield from _about_template(call, branch, kept_elsewhere, checked)
        return
    if isinstance(template, ast.Call) and _name(template.func) == "mark" and template.args:
        template = template.args[0]
    if not (isinstance(template, ast.Constant) and isinstance(template.value, str)):
        if not (kept_elsewhere and isinstance(template, ast.Name | ast.Attribute | ast.Subscript)):
            yield f"{name}() takes a literal, not {ast.unparse(template)}"
        return
    places = {
        place.partition(".")[0] for _, place, _, _ in string.Formatter().parse(template.value) if place is not None
    }
    given = {keyword.arg for keyword in call.keywords}
    if checked and None not in given and (missing := places - given):
        yield f"“{template.value}” has no value for {', '.join(sorted(missing))}"


def _shown(call: ast.Call, places: tuple[int, ...] | None) -> Iterator[ast.expr]:
    for place, argument in enumerate(call.args):
        if places is None or place in places:
            yield argument
    yield from (keyword.value for keyword in call.keywords if keyword.arg in SHOWN_KEYWORDS)


def _literals(expression: ast.expr) -> Iterator[str]:
    """The words written out in an expression, outside of the calls in it."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield from [expression.value] if WORD.search(expression.value.replace(PROGRAM, "")) else []
    elif isinstance(expression, ast.JoinedStr):
        yield from (text for part in expression.values for text in _literals(part))
    elif isinstance(expression, ast.BinOp):
        yield from (*_literals(expression.left), *_literals(expression.right))
    elif isinstance(expression, ast.IfExp):
        yield from (*_literals(expression.body), *_literals(expression.orelse))


def _name(expression: ast.expr) -> str:
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")


def _has_init(one: ast.ClassDef) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name == "__init__" for node in one.body)


def test_every_text_of_the_program_can_be_translated() -> None:
    assert complaints(read_trees(PACKAGE)) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("button.setText('Play')", "setText shows “Play” without tr()"),
        ("QLabel('Play' if paused else tr('Pause'))", "QLabel shows “Play” without tr()"),
        ("self.label.setToolTip(f'{count} steps')", "setToolTip shows “ steps” without tr()"),
        ("label.setText('Size: ' + str(size))", "setText shows “Size: ” without tr()"),
        (
            "parser.add_argument('--seed', help='where randomness starts')",
            "add_argument shows “where randomness starts”",
        ),
        ("print('test accuracy', 98.6)", "print shows “test accuracy” without tr()"),
        ("Setting('rate', 'Learning rate', 0.1)", "Setting shows “Learning rate” without tr()"),
        ("tr(f'{count} steps')", "tr() takes a literal, not f'{count} steps'"),
        ("tr('a' + name)", "tr() takes a literal, not 'a' + name"),
        ("tr('{count} steps of {all}', count=3)", "“{count} steps of {all}” has no value for all"),
        ("raise StrideError(f'stride {given}')", "StrideError() takes a literal, not f'stride {given}'"),
        ("raise StrideError(text)", "StrideError() takes a literal, not text"),
        ("raise StrideError('The stride is {given}.')", "“The stride is {given}.” has no value for given"),
        ("raise StrideError(mark('The stride is {given}.'), other=1)", "has no value for given"),
        ("mark(name)", "mark() takes a literal, not name"),
    ],
)
def test_a_text_that_cannot_be_translated_is_found(source: str, complaint: str) -> None:
    classes = "class BadInput(ExplainedError): ...\nclass StrideError(BadInput): ...\n"
    assert complaint in "\n".join(complaints({"made.py": ast.parse(classes + source)}))


@pytest.mark.parametrize(
    "source",
    [
        "button.setText(tr('Play'))",
        "button.setText('×')",
        "self.setWindowTitle('cnnviz')",
        "box.addItem(tr(choice.label), 'adam')",
        "label.setText(f'{rows} × {columns}')",
        "tr('{count} steps', count=3)",
        "tr('{count:.2f} steps', **values)",
        "tr(entry.title)",
        "tr('Resume' if paused else 'Pause')",
        "raise OSError(f'no such file {path}')",
        "Choice('adam', mark('Adam'))",
        "widget.setObjectName('main_window')",
    ],
)
def test_a_text_that_can_be_translated_passes(source: str) -> None:
    assert complaints({"made.py": ast.parse(source)}) == []
