-- Looks and quarantined readings may go once they are old. The application's role cannot delete them; these functions
-- can, and refuse what is younger than a floor, whatever term the program asks for.
CREATE FUNCTION journal_forget_looks(older_than timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE gone integer;
BEGIN
  IF older_than > clock_timestamp() - interval '1 year' THEN
    RAISE EXCEPTION 'looks are kept for a year at least' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM journal_look WHERE hour < older_than;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;

CREATE FUNCTION journal_forget_quarantine(older_than timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE gone integer;
BEGIN
  IF older_than > clock_timestamp() - interval '30 days' THEN
    RAISE EXCEPTION 'what could not be read is kept for 30 days at least' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM journal_quarantine WHERE "at" < older_than;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;

REVOKE ALL ON FUNCTION journal_forget_looks(timestamptz), journal_forget_quarantine(timestamptz) FROM PUBLIC;

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'dijkwacht_app') THEN
    GRANT EXECUTE ON FUNCTION journal_forget_looks(timestamptz), journal_forget_quarantine(timestamptz) TO dijkwacht_app;
  END IF;
END $$;
