"""What everybody may know of products, places and parties that events name, without asking who asks.

Pages of the chain are public and much visited: they learn titles (which kinds with `epcis` show to everybody, kinds.py) and the mark
of all registers by one call each, past row-level security; the functions show nothing else.
"""

from django.db import migrations

TITLES = """
CREATE FUNCTION registers_titles(uris text[]) RETURNS TABLE (uri text, kind text, entity bigint, title text)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public AS $$
    SELECT DISTINCT ON (k.key) k.key, e.kind, e.id, e.title
    FROM registers_identity_key k JOIN registers_entity e ON e.id = k.entity
    WHERE k.key = ANY (uris) AND starts_with(k.key, 'https://id.gs1.org/') AND e.title <> ''
    ORDER BY k.key, e.id
$$
"""
MARK = """
CREATE FUNCTION registers_mark() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public AS $$
    SELECT concat_ws(' ', (SELECT max(record) FROM registers_statement), (SELECT max(record) FROM registers_withdrawal),
        (SELECT max(record) FROM registers_choice), (SELECT max(record) FROM registers_preference),
        (SELECT max(record) FROM registers_merge), (SELECT min(changes_on) FROM registers_entity), current_date)
$$
"""
RIGHTS = "REVOKE ALL ON FUNCTION {0} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {0} TO yaomai_app"


class Migration(migrations.Migration):
    dependencies = [("registers", "0008_search")]

    operations = [
        migrations.RunSQL(TITLES, "DROP FUNCTION registers_titles(text[])"),
        migrations.RunSQL(MARK, "DROP FUNCTION registers_mark()"),
        # Whoever names an entity, or has a value: for what is around one entity among very many.
        migrations.RunSQL(
            "CREATE INDEX registers_entity_current ON registers_entity USING gin (current jsonb_path_ops)",
            "DROP INDEX registers_entity_current",
        ),
        migrations.RunSQL(RIGHTS.format("registers_titles(text[])"), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS.format("registers_mark()"), migrations.RunSQL.noop),
    ]
