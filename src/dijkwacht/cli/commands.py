"""Which command lives where. A room's module is imported when its command is typed, not before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Words = Sequence[str]


def always(_words: Words) -> bool:
    """Need Django whatever follows the command's name."""
    return True


def never(_words: Words) -> bool:
    """Need no Django."""
    return False


def unless(*subcommands: str) -> Callable[[Words], bool]:
    """Need Django unless one of these subcommands follows."""
    return lambda words: not (words and words[0] in subcommands)


def _journal(words: Words) -> bool:
    return not (words and words[0] == "verify" and any(word.split("=")[0] == "--export" for word in words))


@dataclass(frozen=True, slots=True)
class Mounted:
    """One command: "module:attribute" (a Typer or a function), its help line, and when it needs Django."""

    target: str
    help: str
    needs_django: Callable[[Words], bool] = always


COMMANDS = {
    "serve": Mounted("dijkwacht.cli.serve:serve", "Run everything: database, pages, worker.", never),
    "check": Mounted("dijkwacht.cli.check:check", "Say what is wrong with this installation, and what to do.", never),
    "upgrade": Mounted("dijkwacht.cli.upgrade:upgrade", "Bring the tables up to this version; dump first.", never),
    "migrate": Mounted("dijkwacht.cli.migrate:migrate", "Make the tables of a fresh database.", never),
    "backup": Mounted("dijkwacht.journal.commands.backing_up:backup", "Back up database and evidence, under load."),
    "restore": Mounted("dijkwacht.cli.restore:restore", "Restore a backup into an empty target, and prove it.", never),
    "keys": Mounted("dijkwacht.cli.keys:app", "Back up and restore the keys, apart from the data.", never),
    "retention": Mounted("dijkwacht.web.retention:retention", "Remove what has outlived its term."),
    "messages": Mounted("dijkwacht.cli.messages:messages", "Compile the Dutch and English texts.", never),
    "advisory": Mounted(
        "dijkwacht.advisories.commands:app", "Validate advisories and take them in.", unless("validate")
    ),
    "provider": Mounted("dijkwacht.advisories.commands.providing:app", "Fetch advisories from CSAF providers."),
    "flaws": Mounted("dijkwacht.advisories.commands.marking:app", "Take over the public lists about flaws."),
    "token": Mounted("dijkwacht.organisations.commands:tokens", "Make and revoke tokens for programs."),
    "organisations": Mounted("dijkwacht.organisations.commands:app", "Take over or write out the register."),
    "inventory": Mounted("dijkwacht.exposure.commands.inventories:app", "Read an inventory of an organisation."),
    "match": Mounted("dijkwacht.exposure.commands.matching:match", "Match advisories with inventories.", never),
    "probe": Mounted("dijkwacht.verification.commands:app", "Check an address of your own.", unless("elsewhere")),
    "hunt": Mounted("dijkwacht.hunting.commands.hunting:hunt_command", "Look for signs of misuse in evidence.", never),
    "hunt-lint": Mounted("dijkwacht.hunting.commands.linting:hunt_lint", "Say what is wrong with rules.", never),
    "evidence": Mounted("dijkwacht.hunting.commands.evidence:app", "Bring evidence into the evidence room."),
    "journal": Mounted("dijkwacht.journal.commands:app", "Verify and export the record.", _journal),
    "case": Mounted("dijkwacht.cases.commands:app", "Open and show cases."),
    "export-desk": Mounted(
        "dijkwacht.reporting.commands:export_desk", "Write a folder from which a desk works 48 hours without this."
    ),
    "demo": Mounted("dijkwacht.web.demo:app", "Load the recorded crises and the exercise."),
}
