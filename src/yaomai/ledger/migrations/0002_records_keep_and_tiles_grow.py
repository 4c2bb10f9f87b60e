"""What a constraint cannot say of two tables of the ledger, said by triggers.

A record may be blanked when an erasure names it, and changed in no other way. A tile may grow at its end while it is not full.
Both hold for every role, the owner's included.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_record_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.body IS NULL AND NEW.salt IS NULL
       AND EXISTS (SELECT FROM ledger_erasure WHERE erased_record = OLD.id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ledger_record is append-only: a body goes only by an erasure that names it (% refused)', TG_OP;
END $$;
CREATE TRIGGER ledger_record_keeps BEFORE UPDATE OR DELETE ON ledger_record
    FOR EACH ROW EXECUTE FUNCTION ledger_record_keeps();

CREATE FUNCTION ledger_tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.level = OLD.level AND NEW.n = OLD.n
       AND length(OLD.hashes) < 8192 AND length(NEW.hashes) > length(OLD.hashes)
       AND substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) = OLD.hashes THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a tile of the log grows at its end and changes in no other way (% refused)', TG_OP;
END $$;
CREATE TRIGGER ledger_tile_grows BEFORE UPDATE OR DELETE ON ledger_tile
    FOR EACH ROW EXECUTE FUNCTION ledger_tile_grows();

CREATE FUNCTION ledger_keeps_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: TRUNCATE refused', TG_TABLE_NAME;
END $$;
CREATE TRIGGER ledger_record_is_not_truncated BEFORE TRUNCATE ON ledger_record
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_keeps_all();
CREATE TRIGGER ledger_tile_is_not_truncated BEFORE TRUNCATE ON ledger_tile
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_keeps_all();

ALTER TABLE ledger_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
ALTER TABLE ledger_deed ALTER COLUMN record_hashes SET STORAGE EXTERNAL;
"""

BACKWARD = """
DROP TRIGGER ledger_tile_is_not_truncated ON ledger_tile;
DROP TRIGGER ledger_record_is_not_truncated ON ledger_record;
DROP FUNCTION ledger_keeps_all();
DROP TRIGGER ledger_tile_grows ON ledger_tile;
DROP FUNCTION ledger_tile_grows();
DROP TRIGGER ledger_record_keeps ON ledger_record;
DROP FUNCTION ledger_record_keeps();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
