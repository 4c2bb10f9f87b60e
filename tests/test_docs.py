"""The documents say what is: references are current, commands have an example, every path that is named is there."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from yaomai.cli import main
from yaomai.settings import DECLARED

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def commands(command: click.Command, path: str):
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), f"{path} {name}")
    elif not command.hidden:
        yield path, command


ALL_COMMANDS = dict(commands(main, "yaomai"))


def test_the_generated_references_are_current():
    checked = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("path", ALL_COMMANDS)
def test_a_command_says_what_it_does_and_shows_an_example_of_itself(path):
    command = ALL_COMMANDS[path]
    assert command.help
    assert "Example:" in command.help
    example = command.help.partition("Example:")[2]
    assert path in example
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert silent == []


def test_every_setting_has_its_sentence():
    assert [one.name for one in DECLARED if not one.sentence.endswith((".", "。"))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_that_a_page_names_is_there(page):
    text = page.read_text()
    named = set(re.findall(r"`((?:src|tests|docs|bench|requirements|\.ci)/[\w./-]+)`", text))
    named |= {link for link in re.findall(r"\]\(([\w./-]+?)(?:#[\w-]+)?\)", text) if not link.startswith("http")}
    assert [one for one in sorted(named) if not (ROOT / one).exists() and not (page.parent / one).exists()] == []


def test_the_readme_is_short():
    assert (ROOT / "README.md").read_text().count("\n") <= 135
    assert (ROOT / "CONTRIBUTING.md").read_text().count("\n") <= 60
