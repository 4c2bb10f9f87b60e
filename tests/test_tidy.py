"""House rules that no linter knows: sizes, names, words at the top, where Chinese stands, and what may not be committed."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "yaomai").rglob("*.py"))
CODE = [file for file in SOURCES if "migrations" not in file.parts]
TEMPLATES = sorted((ROOT / "src" / "yaomai" / "web" / "templates").rglob("*.html"))
STATIC = [f for f in sorted((ROOT / "src" / "yaomai" / "web" / "static").rglob("*")) if f.suffix in {".css", ".js"}]

# A style sheet of one subject reads well up to some four hundred short lines.
MODULE_LINES_MAX, FUNCTION_LINES_MAX, TEMPLATE_LINES_MAX, STATIC_LINES_MAX = 500, 70, 200, 400
# Longer, each with its reason; the list may only shrink.
LONGER: dict[str, str] = {}
BANNED_NAMES = {"utils", "util", "common", "helpers", "helper", "core", "services", "managers", "misc"}
# Where Chinese may stand in code: declared labels, the pages that compose sentences, the demonstration, the declarations of systems;
# and words by which what people write is recognised (names, units, dates) in the standards and in the
# engines of archive, registers, indicators and planning.
CHINESE_IN = re.compile(
    r"yaomai/(web|demo|systems|standards|archive/engine|registers/engine|indicators/engine|planning/engine)/"
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", CODE, ids=name_of)
def test_a_module_is_of_a_size_and_says_what_question_it_answers(file):
    text = file.read_text()
    tree = ast.parse(text)
    assert text.count("\n") <= MODULE_LINES_MAX or name_of(file) in LONGER
    docstring = ast.get_docstring(tree)
    assert docstring, "a module's docstring says in its first line what it answers"
    assert BANNED_NAMES.isdisjoint(file.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= FUNCTION_LINES_MAX or f"{name_of(file)}:{node.name}" in LONGER, (
                f"{node.name}: {length} lines"
            )


@pytest.mark.parametrize("file", CODE, ids=name_of)
def test_public_functions_and_classes_say_what_they_are(file):
    silent = [
        node.name
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
        and not any(base.id == "AppConfig" for base in getattr(node, "bases", []) if isinstance(base, ast.Name))
    ]
    assert silent == []


@pytest.mark.parametrize("file", [f for f in CODE if not CHINESE_IN.search(name_of(f))], ids=name_of)
def test_chinese_for_people_stands_in_templates_and_declared_labels(file):
    """Comments and docstrings may name a Chinese term of the trade; code speaks to people only through labels."""
    tree = ast.parse(file.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and CHINESE.search(node.value)
    ]
    assert [text for text in found if not _names_the_product(text)] == []


def _names_the_product(text: str) -> bool:
    return CHINESE.sub("", text.replace("药脉", "")) == text.replace("药脉", "")


@pytest.mark.parametrize(("files", "most"), [(TEMPLATES, TEMPLATE_LINES_MAX), (STATIC, STATIC_LINES_MAX)])
def test_templates_styles_and_scripts_are_of_a_size(files, most):
    too_long = {name_of(f): f.read_text().count("\n") for f in files if f.read_text().count("\n") > most}
    assert {name: lines for name, lines in too_long.items() if name not in LONGER} == {}


def test_nothing_of_one_machine_is_committed():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    marks = re.compile(r"/(?:work|farm|root)/(?:main|shared|\.)|https?://[a-z.]*(?:pypi|npmjs)[a-z.]*/")
    found = [
        f"{name}: {mark.group()}"
        for name in tracked
        if (ROOT / name).is_file() and not name.endswith(".lock") and name != "tests/test_tidy.py"
        for mark in marks.finditer((ROOT / name).read_text(errors="replace"))
    ]
    assert found == []


def test_every_opt_out_has_its_reason():
    """`noqa` and `type: ignore` name a code, and the line says why."""
    bare = re.compile(r"# (?:noqa|type: ignore)(?!: ?[A-Z]|\[)")
    unexplained = re.compile(r"# (?:noqa: ?[A-Z0-9, ]+|type: ignore\[[a-z-, ]+\])\s*$")
    found = [
        f"{name_of(file)}:{number}: {line.strip()}"
        for file in CODE
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if bare.search(line) or unexplained.search(line)
    ]
    assert found == []
