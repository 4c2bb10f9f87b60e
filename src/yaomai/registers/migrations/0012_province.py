"""A row that lies in no division is seen by whom rows of a region are opened to, if the region is a province (engine/visibility.py: `lies_in`).

The policies and views of 0004 and 0010, with that.
"""

from collections.abc import Iterator
from importlib import import_module

from django.db import migrations

security = import_module("yaomai.registers.migrations.0004_row_security")
listing = import_module("yaomai.registers.migrations.0010_listing")

REGION = security.REGION


def wider(sql: str) -> str:
    """The condition or view of 0004 with the rows of no division."""
    for e in ("e", "registers_entity", "registers_listed"):
        before = f"starts_with({e}.division, {REGION})"
        sql = sql.replace(before, f"({before} OR ({e}.division = '' AND length({REGION}) = 2))")
    return sql


def statements() -> Iterator[tuple[str, str]]:
    """What is done, and what takes it back."""
    for table, condition in security.CONDITIONS.items():
        policy = f"ALTER POLICY seen ON {table} USING "
        yield f"{policy}({wider(condition)})", f"{policy}({condition})"
    views = {f"CREATE VIEW {table}_seen AS ": query for table, query in security.VIEWS.items()}
    views |= {"": listing.VIEW}
    for head, query in views.items():
        view = (head + query).replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
        yield wider(view), view


class Migration(migrations.Migration):
    dependencies = [("registers", "0011_origin_place")]

    operations = [migrations.RunSQL(*one) for one in statements()]
