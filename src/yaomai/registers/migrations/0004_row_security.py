"""Who sees which rows, in the database itself.

A session of the role yaomai_app sees of these tables what its settings say (registers/sight.py sets them for one transaction):
`yaomai.everything` (for operations), or per rule the kinds whose rows it opens (`yaomai.rows_all`, `_own`, `_below`, `_region`) and
the properties of them (`yaomai.cells_*`). Without settings it sees nothing.

Policies keep an index from being used with an operator that is not leakproof (`&&`, `->>`, `~`): so for each table there is a
view, `…_seen`, with the same condition; queries of people ask the views.
"""

from collections.abc import Iterator

import django.contrib.postgres.fields
from django.db import migrations, models

import yaomai.database.fields

EVERYTHING = "(SELECT coalesce(current_setting('yaomai.everything', true) = 'on', false))"
ORGANISATION = "(SELECT nullif(current_setting('yaomai.organisation', true), '')::bigint)"
BELOW = "(SELECT string_to_array(nullif(current_setting('yaomai.below', true), ''), ',')::bigint[])::bigint[]"
REGION = "(SELECT nullif(current_setting('yaomai.region', true), ''))"
RULES = (
    ("all", "true"),
    ("own", f"{{e}}.organisation = {ORGANISATION}"),
    ("below", f"{{e}}.organisation = ANY ({BELOW})"),
    ("region", f"starts_with({{e}}.division, {REGION})"),
)


def row(e: str) -> str:
    """The condition under which a session sees a row with kind, organisation and division."""
    kinds = "ANY ((SELECT string_to_array(current_setting('yaomai.rows_{rule}', true), ','))::text[])"
    rules = [f"{e}.kind = {kinds.format(rule=rule)} AND {condition.format(e=e)}" for rule, condition in RULES]
    return " OR ".join([EVERYTHING, *(f"({one})" for one in rules)])


def cell(e: str, s: str) -> str:
    """The condition under which it sees what `s` says of a property of the entity `e`."""
    cells = "(SELECT nullif(current_setting('yaomai.cells_{rule}', true), '')::jsonb)"
    names = f"ARRAY[{s}.kind || '.*', {s}.kind || '.' || {s}.property]"
    rules = [f"{cells.format(rule=rule)} ?| {names} AND {condition.format(e=e)}" for rule, condition in RULES]
    return " OR ".join([EVERYTHING, *(f"({one})" for one in rules)])


def of_cells(table: str) -> str:
    """The condition for rows of `table`, each about a property of an entity."""
    return f"EXISTS (SELECT FROM registers_entity e WHERE e.id = {table}.entity AND ({cell('e', table)}))"


CONDITIONS = {
    "registers_entity": row("registers_entity"),
    "registers_listed": row("registers_listed"),
    "registers_statement": of_cells("registers_statement"),
    "registers_term": of_cells("registers_term"),
    "registers_identity_key": EVERYTHING,
}
VIEWS = {
    "registers_entity": f"SELECT e.* FROM registers_entity e WHERE {row('e')}",
    "registers_listed": f"SELECT e.* FROM registers_listed e WHERE {row('e')}",
    "registers_statement": "SELECT s.* FROM registers_statement s JOIN registers_entity e ON e.id = s.entity"
    f" WHERE {cell('e', 's')}",
    "registers_term": f"SELECT t.* FROM registers_term t JOIN registers_entity e ON e.id = t.entity WHERE {cell('e', 't')}",
}


def statements() -> Iterator[str]:
    """Policies and views of all tables."""
    for table, condition in CONDITIONS.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"CREATE POLICY seen ON {table} FOR SELECT TO yaomai_app USING ({condition})"
        yield f"CREATE POLICY added ON {table} FOR INSERT TO yaomai_app WITH CHECK ({EVERYTHING})"
        yield f"CREATE POLICY changed ON {table} FOR UPDATE TO yaomai_app USING ({EVERYTHING}) WITH CHECK ({EVERYTHING})"
        yield f"CREATE POLICY deleted ON {table} FOR DELETE TO yaomai_app USING ({EVERYTHING})"
        yield f"CREATE POLICY erased ON {table} FOR ALL TO yaomai_eraser USING (true) WITH CHECK (true)"
    for table, query in VIEWS.items():
        yield f"CREATE VIEW {table}_seen AS {query}"


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_statements")]

    operations = [
        migrations.CreateModel(
            name="Derivation",
            fields=[
                ("kind", models.TextField(primary_key=True, serialize=False)),
                ("fingerprint", models.TextField()),
            ],
            options={"db_table": "registers_derivation"},
        ),
        migrations.CreateModel(
            name="Keeping",
            fields=[
                ("record", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entity", models.BigIntegerField(db_index=True)),
                ("kind", models.TextField()),
                ("organisation", models.BigIntegerField(null=True)),
                ("record_time", models.DateTimeField()),
            ],
            options={"db_table": "registers_keeping"},
        ),
        migrations.RemoveField(model_name="entity", name="sort"),
        migrations.AlterField(
            model_name="statement",
            name="value",
            field=yaomai.database.fields.CanonicalJsonField(null=True),
        ),
        migrations.CreateModel(
            name="IdentityKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entity", "ordinal", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entity", models.BigIntegerField()),
                ("ordinal", models.IntegerField()),
                ("key", models.TextField(db_collation="C")),
            ],
            options={
                "db_table": "registers_identity_key",
                "indexes": [models.Index(fields=["key"], name="registers_identity_key_by_key")],
            },
        ),
        migrations.CreateModel(
            name="Listed",
            fields=[
                ("entity", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("organisation", models.BigIntegerField(null=True)),
                ("division", models.TextField()),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(null=True), size=None),
                ),
                ("disputed", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                "db_table": "registers_listed",
                "indexes": [
                    models.Index(
                        fields=["kind", "entity"],
                        include=("organisation", "division"),
                        name="registers_listed_by_kind",
                    )
                ],
            },
        ),
        *(migrations.RunSQL(one, migrations.RunSQL.noop) for one in statements()),
    ]
