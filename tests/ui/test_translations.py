"""The files of translations: complete, compiled, and with the same gaps and keys as the source."""

import ast
import re
import string
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import PySide6
import pytest
from PySide6.QtCore import QTranslator

from lossgui.ui.actions import ACTIONS
from lossgui.ui.menu_table import GROUP_TITLES, MENUS

FOLDER = Path(__file__).parents[2] / "resources" / "translations"
FILES = sorted(FOLDER.glob("*.ts"))
each_language = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)

KEY = re.compile(r"&([^\s&])")
MARKERS = {"tr": 0, "translate": 1, "QT_TR_NOOP": 0, "QT_TRANSLATE_NOOP": 1, "worded": 0}
"""Which argument is the text, by the function that marks or translates it."""


def tool(name):
    """One of Qt's own programs, as it comes with PySide6."""
    suffix = ".exe" if sys.platform == "win32" else ""
    return Path(PySide6.__file__).parent / f"{name}{suffix}"


def collecting(project):
    """What `make translations` calls lupdate with, up to the name of the file."""
    rule = re.search(
        r"pyside6-lupdate(.*?) resources/", (project / "Makefile").read_text("utf-8"), re.S
    )
    return rule[1].replace("\\", " ").split()


def messages(file):
    """Yield context, source and translations of every entry; several where a number decides."""
    for context in ET.parse(file).iter("context"):
        for entry in context.iter("message"):
            translation = entry.find("translation")
            forms = [form.text or "" for form in translation.iter("numerusform")]
            texts = forms or [translation.text or ""]
            unfinished = translation.get("type") is not None
            source = entry.findtext("source")
            yield context.findtext("name") or "", source, [] if unfinished else texts


def pairs(file):
    """Yield every source with each of its translations."""
    for _, source, texts in messages(file):
        yield from ((source, text) for text in texts)


def gaps(text):
    """What is filled in later: ``{name}``, ``{0}``, ``%1`` and ``%n``."""
    named = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    return Counter([*named, *re.findall(r"%(?:n|L?\d)", text)])


def test_there_is_a_file_for_simplified_chinese():
    assert "lossgui_zh_CN" in [file.stem for file in FILES]


@each_language
def test_every_text_of_the_source_is_there_and_finished(file, project, tmp_path):
    fresh = tmp_path / file.name
    command = [tool("lupdate"), *collecting(project), fresh]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    wanted = {(context, source) for context, source, _ in messages(fresh)}
    assert len(wanted) > 400
    finished = {(context, source) for context, source, texts in messages(file) if all(texts)}
    unfinished = {(context, source) for context, source, texts in messages(file) if not texts}
    assert wanted - finished == set(), "run `make translations`, then translate what is unfinished"
    assert (finished | unfinished) - wanted == set(), "run `make translations`"


@each_language
def test_the_compiled_file_is_what_the_source_says(file, tmp_path, qapp):
    fresh = tmp_path / "fresh.qm"
    command = [tool("lrelease"), "-silent", file, "-qm", fresh]
    subprocess.run(command, check=True, capture_output=True)
    assert fresh.read_bytes() == file.with_suffix(".qm").read_bytes(), "run `make translations`"
    translator = QTranslator()
    assert translator.load(str(file.with_suffix(".qm")))
    for context, source, texts in messages(file):
        assert translator.translate(context, source, "", 1) == texts[0]


@each_language
def test_what_is_filled_in_is_the_same_in_both_languages(file):
    assert [(source, text) for source, text in pairs(file) if gaps(source) != gaps(text)] == []


@each_language
def test_a_text_has_an_access_key_where_the_source_has_one(file):
    wrong = [
        (source, text)
        for source, text in pairs(file)
        if len(KEY.findall(source)) != len(KEY.findall(text))
    ]
    assert wrong == []


@each_language
def test_dots_and_line_breaks_are_kept(file):
    wrong = [
        (source, text)
        for source, text in pairs(file)
        if source.count("\n") != text.count("\n") or source.endswith("…") != text.endswith("…")
    ]
    assert wrong == []


@each_language
def test_an_access_key_is_one_in_its_menu(file):
    texts = {source: found[0] for context, source, found in messages(file) if not context}
    entries = {entry.name: entry for entry in ACTIONS}
    menus = {
        title: [entries[name].text for name in names if name in entries] for title, names in MENUS
    }
    menus["menu bar"] = [title for title, _ in MENUS]
    for group, title in GROUP_TITLES.items():
        menus[title] = [entry.text for entry in ACTIONS if entry.group == group]
        menus[MENUS[3][0]].append(title)
    for title, sources in menus.items():
        keys = Counter(
            key.upper() for source in sources for key in KEY.findall(texts.get(source, source))
        )
        assert [key for key, count in keys.items() if count > 1] == [], title


def test_every_text_to_be_translated_is_a_literal_where_its_context_is_known(project):
    """What lupdate would not find, or would find under another name than Qt looks for."""
    wrong = []
    for path in sorted((project / "lossgui").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        wrong += [f"{path.name}:{call.lineno}: {ast.unparse(call)}" for call in unclear(tree)]
    assert wrong == []


def unclear(tree):
    """Yield calls that translate in a context, or a text, that can't be read off the source.

    A table of marked texts is looked up by `translate`, and `translated` does so for all.
    """
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    marks = any(name_of(call).endswith("_NOOP") for call in calls) or defines_translated(tree)
    for call in calls:
        name = name_of(call)
        if len(call.args) <= MARKERS.get(name, len(call.args)) or name_of_owner(call) == "painter":
            continue
        parts = call.args[: MARKERS[name] + 1]
        literal = all(isinstance(part, ast.Constant) for part in parts)
        from_table = name == "translate" and marks
        if (name == "tr" and name_of_owner(call) != "self") or not (literal or from_table):
            yield call


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def name_of_owner(call):
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def defines_translated(tree):
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return bool(names & {"translated", "said_in"})
