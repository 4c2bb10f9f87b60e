"""The rows of one kind that a session sees, found without asking of each row in which kinds it sees rows.

The view has of `registers_listed` what its policy (0004) lets pass of the one kind that the setting `yaomai.listing` names. Whether
the session sees rows of this kind, and by which rule, is the same for all of them, so it is asked once a query.
"""

from collections.abc import Iterator
from importlib import import_module

from django.db import migrations

row_security = import_module("yaomai.registers.migrations.0004_row_security")

LISTING = "current_setting('yaomai.listing', true)"


def conditions() -> Iterator[str]:
    """Those of which a row must fulfil one."""
    yield row_security.EVERYTHING
    for rule, condition in row_security.RULES:
        has_kind = f"(SELECT {LISTING} = ANY (string_to_array(current_setting('yaomai.rows_{rule}', true), ',')))"
        yield f"({has_kind} AND {condition.format(e='e')})"


# With "=" the planner would ask of the query's kind once whether it is this one, and hand all rows on through a step more.
VIEW = (
    "CREATE VIEW registers_listing_seen AS SELECT e.* FROM registers_listed e"
    f" WHERE e.kind IS NOT DISTINCT FROM (SELECT {LISTING})"
    f" AND ({' OR '.join(conditions())})"
)


class Migration(migrations.Migration):
    dependencies = [("registers", "0009_titles_for_everybody")]

    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW registers_listing_seen"),
        # A list looks through all rows of a kind: their keys must be at hand, neither packed nor elsewhere, as far as a page holds them.
        migrations.RunSQL(
            "ALTER TABLE registers_listed SET (toast_tuple_target = 8160)",
            "ALTER TABLE registers_listed RESET (toast_tuple_target)",
        ),
    ]
