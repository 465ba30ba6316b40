"""The two roles and what they may: the owner migrates, the application only does what it was granted."""

from collections.abc import Mapping

from psycopg import Connection, sql

OWNER, APP = "dijkwacht_owner", "dijkwacht_app"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


def prepare_roles(server: Connection[tuple[object, ...]], passwords: Mapping[str, str]) -> None:
    """Make both roles with these passwords, or set them anew; `server` is a superuser's connection."""
    for role in (OWNER, APP):
        known = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = sql.SQL("ALTER" if known else "CREATE")
        server.execute(
            sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}").format(
                verb, sql.Identifier(role), sql.Literal(passwords[role])
            )
        )


def create_database(server: Connection[tuple[object, ...]], name: str) -> None:
    """Make the database where it is absent; `server` is a superuser's connection in autocommit."""
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                sql.Identifier(name), sql.Identifier(OWNER)
            )
        )


def prepare_database(database: Connection[tuple[object, ...]]) -> None:
    """Give the schema to the owner, and the application what the owner's future tables allow by default.

    `database` is a superuser's connection to the database itself. Where a table shall be more closely kept (the
    journal's entries), its migration revokes.
    """
    for extension in EXTENSIONS:
        database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    owner, app = sql.Identifier(OWNER), sql.Identifier(APP)
    for statement in (
        "ALTER SCHEMA public OWNER TO {owner}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}",
        f"{defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
        f"{defaults} GRANT USAGE, SELECT ON SEQUENCES TO {{app}}",
    ):
        database.execute(sql.SQL(statement).format(owner=owner, app=app))
