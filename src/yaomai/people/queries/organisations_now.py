"""What are organisations called now, where are they, and under whom? The SQL that other queries build on."""

from collections.abc import Mapping

from django.db import connection

ORGANISATIONS_NOW = """(
    SELECT o.organisation, coalesce(s.name, o.name) AS name, coalesce(s.kind, o.kind) AS kind, o.invented,
           CASE WHEN s.record IS NULL THEN o.parent ELSE s.parent END AS parent,
           coalesce(s.division, o.division) AS division, o.record_time AS founded, e.record_time AS ended,
           e.reason AS end_reason, e.successor
    FROM people_organisation o
    LEFT JOIN LATERAL (
        SELECT s.* FROM people_organisation_state s WHERE s.organisation = o.organisation ORDER BY s.record DESC LIMIT 1
    ) s ON true
    LEFT JOIN people_organisation_end e ON e.organisation = o.organisation
)"""
"""A subquery: one row an organisation, as its newest record says. Put a name after it: `FROM {ORGANISATIONS_NOW} o`."""

BELOW = """(
    WITH RECURSIVE below(organisation) AS (
        SELECT {root}
        UNION
        SELECT child.organisation FROM below b JOIN LATERAL (
            SELECT f.organisation FROM people_organisation f
            WHERE f.parent = b.organisation
            AND NOT EXISTS (SELECT FROM people_organisation_state n WHERE n.organisation = f.organisation)
            UNION ALL
            SELECT s.organisation FROM people_organisation_state s
            WHERE s.parent = b.organisation AND NOT EXISTS (
                SELECT FROM people_organisation_state n WHERE n.organisation = s.organisation AND n.record > s.record
            )
        ) child ON true
    ) SELECT array_agg(organisation) FROM below
)"""
"""A scalar subquery: the organisations of the subtree of `{root}`, itself included. It goes from parent to child along the
indexes, so that it costs what the subtree has."""


def parents() -> Mapping[int, int | None]:
    """For each organisation the one above it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT organisation, parent FROM {ORGANISATIONS_NOW} o")
        return dict(cursor.fetchall())


def names() -> Mapping[int, str]:
    """What each organisation is called now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT organisation, name FROM {ORGANISATIONS_NOW} o")
        return dict(cursor.fetchall())


def bearers(name: str) -> tuple[int, ...]:
    """The organisations that bear this name, or bore it once: a name means one organisation at all times."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation FROM people_organisation WHERE name = %(name)s"
            " UNION SELECT organisation FROM people_organisation_state WHERE name = %(name)s ORDER BY 1",
            {"name": name},
        )
        return tuple(number for (number,) in cursor.fetchall())


def kind_and_division(organisation: int) -> tuple[str, str] | None:
    """Of what kind an organisation is and where; None when there is none of this number."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, division FROM {ORGANISATIONS_NOW} o WHERE organisation = %s", (organisation,))
        row = cursor.fetchone()
        return (str(row[0]), str(row[1])) if row else None
