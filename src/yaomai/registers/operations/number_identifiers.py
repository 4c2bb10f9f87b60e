"""Which number does each identifier have in the dictionary?"""

from collections.abc import Iterable

from django.db import connections

from yaomai.standards.gs1.identifier import Identifier


def number_identifiers(identifiers: Iterable[Identifier], *, using: str = "default") -> dict[str, int]:
    """The number of each canonical spelling; those that are new get one, in the open transaction.

    They are inserted in their own order, so that two transactions with the same new ones wait for each other instead
    of deadlocking.
    """
    named = {one.canonical: one for one in identifiers}
    canonical = sorted(named)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT canonical, id FROM registers_identifier WHERE canonical = ANY(%s)", (canonical,))
        numbers: dict[str, int] = dict(cursor.fetchall())
        new = [one for one in canonical if one not in numbers]
        if new:
            cursor.execute(
                "INSERT INTO registers_identifier (canonical, scheme, kind)"
                " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) ON CONFLICT (canonical) DO NOTHING",
                (new, [named[one].scheme for one in new], [named[one].kind for one in new]),
            )
            cursor.execute("SELECT canonical, id FROM registers_identifier WHERE canonical = ANY(%s)", (new,))
            numbers.update(cursor.fetchall())
    return numbers
