from dijkwacht.cli import owner

PATIENCE = 300.0


def migrate() -> None:
    """Make the tables as the owner (DATABASE_OWNER_URL) and dump nothing first: for a fresh database, and for tests.

    Where there is something to lose, use dijkwacht upgrade.
    """
    with owner.at_work(), owner.alone(wait=PATIENCE):
        from dijkwacht.cli import tables  # noqa: PLC0415 - Django is loaded only by those who need it

        tables.change(tables.pending().everything)
        tables.settle()
