"""Which rows of the registers does the application's role see? What the migrations have made of it, declared as it is now.

`yaomai doctor` holds the database against it, `yaomai migrate` puts it right (database/policies.py).
"""

from importlib import import_module

from yaomai.database.policies import Policy

_first = import_module("yaomai.registers.migrations.0004_row_security")
_listing = import_module("yaomai.registers.migrations.0010_listing")
_now = import_module("yaomai.registers.migrations.0012_province")
_all: str = _first.EVERYTHING

POLICIES = {
    table: (
        Policy("seen", "SELECT", "app", using=_now.wider(condition)),
        Policy("added", "INSERT", "app", checked=_all),
        Policy("changed", "UPDATE", "app", using=_all, checked=_all),
        Policy("deleted", "DELETE", "app", using=_all),
        Policy("erased", "ALL", "eraser", using="true", checked="true"),
    )
    for table, condition in _first.CONDITIONS.items()
}
VIEWS = {f"{table}_seen": _now.wider(query) for table, query in _first.VIEWS.items()}
VIEWS["registers_listing_seen"] = _now.wider(_listing.VIEW.removeprefix("CREATE VIEW registers_listing_seen AS "))
