"""What engineers type about the record: its proof, its backups, its keys."""

from dijkwacht.journal.commands.proof import app

__all__ = ["app"]
