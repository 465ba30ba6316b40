-- The record only grows. The application's role may insert and select; these triggers are the second line, for owners too.
ALTER TABLE journal_entry ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX journal_entry_txid ON journal_entry (txid);
CREATE INDEX journal_entry_known ON journal_entry (known_by);

CREATE FUNCTION journal_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  IF NEW.known_by IS NULL THEN NEW.known_by := NEW.recorded_at; END IF;
  NEW.txid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER journal_entry_stamp BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_stamp();

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the record only grows: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_leaf_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_leaf
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_head_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_head
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_content_not_changed BEFORE UPDATE OR TRUNCATE ON journal_content
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

CREATE FUNCTION journal_content_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('dijkwacht.removing', true), '') <> OLD.entry_id::text THEN
    RAISE EXCEPTION 'content leaves the record only by a removal' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER journal_content_leaves_by_removal BEFORE DELETE ON journal_content
  FOR EACH ROW EXECUTE FUNCTION journal_content_guard();

-- Removal needs an entry `content.removed` in the same transaction that names the entry and two different people.
CREATE FUNCTION journal_remove_content(wanted uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE target bigint; gone integer;
BEGIN
  SELECT id INTO target FROM journal_entry WHERE public_id = wanted;
  IF NOT EXISTS (
    SELECT 1 FROM journal_entry e WHERE e.kind = 'content.removed' AND e.txid = pg_current_xact_id()
      AND e.payload ->> 'entry' = wanted::text AND e.payload ->> 'requested_by' <> e.payload ->> 'approved_by'
  ) THEN
    RAISE EXCEPTION 'a removal needs a content.removed entry by two people' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('dijkwacht.removing', target::text, true);
  DELETE FROM journal_content WHERE entry_id = target;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('dijkwacht.removing', '', true);
  RETURN gone;
END $$;
REVOKE ALL ON FUNCTION journal_remove_content(uuid) FROM PUBLIC;

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'dijkwacht_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON journal_entry, journal_content, journal_leaf, journal_head FROM dijkwacht_app;
    GRANT SELECT, INSERT ON journal_entry, journal_content, journal_leaf, journal_head TO dijkwacht_app;
    GRANT EXECUTE ON FUNCTION journal_remove_content(uuid) TO dijkwacht_app;
    REVOKE UPDATE, DELETE, TRUNCATE ON journal_look FROM dijkwacht_app;
    GRANT UPDATE (times) ON journal_look TO dijkwacht_app;
    REVOKE DELETE, TRUNCATE ON journal_evidence, journal_quarantine FROM dijkwacht_app;
  END IF;
END $$;
