"""The shape of the house, as tests: layers, foreign keys, privileges, purity of the clock."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[1]

# From the bottom up, as the import contract in pyproject.toml has them; only rooms with tables.
ROOMS_WITH_TABLES = ["ledger", "people", "archive", "registers", "traceability", "indicators", "planning"]


def test_imports_follow_the_layers():
    """All contracts of pyproject.toml; on a break the report says which import to turn round."""
    command = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    checked = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("yaomai.")]


def test_every_room_with_tables_is_ordered_here():
    assert {model._meta.app_label for model in our_models()} <= set(ROOMS_WITH_TABLES)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_no_foreign_key_points_upwards(model):
    room = ROOMS_WITH_TABLES.index(model._meta.app_label)
    for field in model._meta.get_fields():
        if field.is_relation and field.many_to_one:
            target = field.related_model._meta.app_label
            assert ROOMS_WITH_TABLES.index(target) <= room, f"{field} points up to {target}"


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_table_says_who_may_do_what(model):
    assert isinstance(model.privileges, dict)
    assert isinstance(model.append_only, bool)
    if model.append_only:
        assert not any(verb in said for said in model.privileges.values() for verb in ("UPDATE", "DELETE"))


def test_the_application_may_not_change_what_is_recorded():
    """The role that answers requests never updates or deletes in the ledger's tables."""
    for model in our_models():
        if model._meta.app_label == "ledger":
            assert set(model.privileges.get("app", "").replace(" ", "").split(",")) <= {"SELECT", "INSERT", ""}


def test_migrations_are_complete(database):
    """A changed model without its migration would surprise the next installation."""
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
