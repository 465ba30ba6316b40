-- As PostgreSQL's superuser, once: psql -v ON_ERROR_STOP=1 -v owner=... -v app=... -f roles.sql postgres
-- The two variables are the passwords. The owner changes tables; the application inserts and reads, and owns nothing.
CREATE ROLE dijkwacht_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE dijkwacht_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app';
CREATE DATABASE dijkwacht OWNER dijkwacht_owner TEMPLATE template0 ENCODING 'UTF8';
\connect dijkwacht
CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
ALTER SCHEMA public OWNER TO dijkwacht_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO dijkwacht_app;
ALTER DEFAULT PRIVILEGES FOR ROLE dijkwacht_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO dijkwacht_app;
ALTER DEFAULT PRIVILEGES FOR ROLE dijkwacht_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO dijkwacht_app;
