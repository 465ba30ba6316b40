"""The steps of a case: a partial order that each case carries itself; the catalogue only offers them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.text import Text


class CircularSteps(Unreadable):
    """These steps wait for each other in a circle."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a key, its words, and the keys of the steps that come before it."""

    key: str
    title: Text
    after: tuple[str, ...] = ()


CATALOGUE: dict[str, Step] = {
    step.key: step
    for step in (
        Step("secure-evidence", Text("Bewijs veiligstellen", "Secure evidence")),
        Step("close-access", Text("Toegang van buiten sluiten", "Close outside access")),
        Step("mitigate", Text("Tijdelijke maatregel nemen", "Mitigate"), ("secure-evidence",)),
        Step("fix", Text("Herstelversie installeren", "Install the fixed build"), ("secure-evidence",)),
        Step("rebuild", Text("Schoon opnieuw opbouwen", "Rebuild clean"), ("secure-evidence",)),
        Step("end-sessions", Text("Alle sessies beëindigen", "End all sessions"), ("fix",)),
        Step("replace-secrets", Text("Wachtwoorden en sleutels vervangen", "Replace secrets"), ("fix",)),
        Step("verify", Text("Controleren of de maatregel werkt", "Verify"), ("fix",)),
        Step("hunt", Text("Misbruik onderzoeken", "Hunt"), ("secure-evidence",)),
        Step("follow-up-hunt", Text("Later nog eens onderzoeken", "Follow-up hunt"), ("fix",)),
        Step("reopen", Text("Heropenen", "Reopen"), ("verify", "hunt")),
        Step("watch", Text("Verhoogd bewaken", "Watch"), ()),
        Step("scale-down", Text("Bewaking afschalen", "Scale down"), ("watch",)),
        Step("recover", Text("Systemen en koppelingen herstellen", "Recover"), ("reopen",)),
        Step("account", Text("Verantwoorden", "Account"), ()),
    )
}


def read_steps(listed: Iterable[Mapping[str, object]]) -> tuple[Step, ...]:
    """Return the steps that a `case.opened` or `steps.set` entry lists, in its order.

    A key of the catalogue alone is enough; title and order given with it replace the catalogue's.
    """
    steps = []
    for item in listed:
        key = str(item["key"])
        offered = CATALOGUE.get(key, Step(key, Text(key, key)))
        after = item.get("after")
        steps.append(
            Step(
                key,
                Text(str(item.get("title_nl", offered.title.nl)), str(item.get("title_en", offered.title.en))),
                tuple(str(name) for name in after) if isinstance(after, list | tuple) else offered.after,
            )
        )
    return tuple(steps)


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps so that each comes after those it waits for, otherwise as listed.

    A step named in `after` that the case does not carry is no obstacle. Raises CircularSteps.
    """
    waiting = list(steps)
    keys = {step.key for step in waiting}
    done: list[Step] = []
    while waiting:
        placed = {step.key for step in done}
        ready = next((step for step in waiting if all(a in placed or a not in keys for a in step.after)), None)
        if ready is None:
            raise CircularSteps(place=", ".join(step.key for step in waiting), remedy="take one `after` out")
        waiting.remove(ready)
        done.append(ready)
    return tuple(done)
