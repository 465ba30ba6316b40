"""Changing the tables: which changes wait, in which order; each whole or not at all. Needs Django set up."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.kernel.phase import comes_after

LOCK_LIMIT, STATEMENT_LIMIT = "10s", "30min"
"""Rather fail than let every page queue behind a change that waits; longer than any change of ours may take."""
TRIES, PAUSE = 3, 5.0
LOCK_NOT_AVAILABLE = "55P03"


class ChangeFailed(DijkwachtError):  # noqa: N818 - the name people read
    """A change of the tables failed; nothing of it was kept."""

    number = "dijkwacht.E033"


@dataclass(frozen=True, slots=True)
class Pending:
    """The changes that were not made yet, in order: `first` under the old program, `rest` once none of it works."""

    first: tuple[Migration, ...]
    rest: tuple[Migration, ...]
    fresh: bool
    """Nothing was ever made here: there is nothing to dump."""

    @property
    def everything(self) -> tuple[Migration, ...]:
        """Both, in the order in which they are made."""
        return self.first + self.rest


class _Whole(MigrationExecutor):
    """Makes each change and notes it in one transaction; Django alone notes some after the commit."""

    current = ""

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,  # noqa: FBT001, FBT002 - as Django calls it
        fake_initial: bool = False,  # noqa: FBT001, FBT002 - as Django calls it
    ) -> ProjectState:
        """Apply one change, whole or not at all."""
        self.current = name_of(migration)
        with transaction.atomic():
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)


def name_of(migration: Migration) -> str:
    """Return "room.0001_pre_intent"."""
    return f"{migration.app_label}.{migration.name}"


def pending() -> Pending:
    """Return what waits. A change is `first` unless it comes after by its name or rests on one that does."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    late: set[tuple[str, str]] = set()
    for migration in plan:
        node = (migration.app_label, migration.name)
        beneath = set(executor.loader.graph.forwards_plan(node)) - {node}
        if comes_after(migration.name) or beneath & late:
            late.add(node)
    first = tuple(one for one in plan if (one.app_label, one.name) not in late)
    rest = tuple(one for one in plan if (one.app_label, one.name) in late)
    return Pending(first, rest, fresh=not executor.loader.applied_migrations)


def change(wanted: Iterable[Migration]) -> int:
    """Make these changes and return how many; raises ChangeFailed, naming the one that failed.

    A change that cannot get its lock within 10 s is given up and tried again, three times in all.
    """
    names = {name_of(one) for one in wanted}
    done = 0
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_LIMIT}'; SET statement_timeout = '{STATEMENT_LIMIT}'")
    for attempt in range(1, TRIES + 1):
        executor = _Whole(connection)
        waiting = [(one, False) for one in pending().everything if name_of(one) in names]
        plan = [(executor.loader.graph.nodes[one.app_label, one.name], backwards) for one, backwards in waiting]
        try:
            executor.migrate([], plan=plan)
        except Exception as wrong:
            left = sum(name_of(one) in names for one in pending().everything)
            if _locked(wrong) and attempt < TRIES:
                time.sleep(PAUSE)
                continue
            said = f"{type(wrong).__name__}: {_first_line(wrong)}"
            kept = f"nothing of it was kept, {len(names) - left} before it are"
            raise ChangeFailed(f"{said}; {kept}", place=executor.current) from wrong
        done = len(names)
        break
    return done


def settle() -> None:
    """Tell Django's own rooms that the tables are complete: they note names of models and rights."""
    call_command("migrate", interactive=False, verbosity=0)


def _locked(wrong: Exception) -> bool:
    return isinstance(wrong, OperationalError) and getattr(wrong.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE


def _first_line(wrong: Exception) -> str:
    """Return the first line only: what follows may quote what people typed."""
    return next(iter(str(wrong).splitlines()), "").strip()
