"""Under which configuration several claims count together."""

from dijkwacht.exposure.domain.conditions import AnyOf, Condition
from dijkwacht.exposure.engine.claims import VULNERABLE, Claim
from dijkwacht.exposure.engine.schemes import ORDINARY


def condition_of(claims: list[Claim]) -> Condition | None:
    """Return what makes any of these claims count; None where one counts whatever the configuration."""
    vulnerable = [claim for claim in claims if claim.status in VULNERABLE]
    return either([claim.precondition for claim in vulnerable if not _is_replaced(claim, claims)])


def _is_replaced(claim: Claim, claims: list[Claim]) -> bool:
    return any(
        other.rank > claim.rank
        and other.train in (None, claim.train)
        and other.edition in (None, claim.edition or ORDINARY)
        and other.scope is None
        for other in claims
    )


def either(conditions: list[Condition | None]) -> Condition | None:
    """Return what makes any of these count; None where one of them counts whatever the configuration."""
    given = [condition for condition in conditions if condition is not None]
    if not given or len(given) < len(conditions):
        return None
    distinct = tuple(dict.fromkeys(given))
    return distinct[0] if len(distinct) == 1 else AnyOf(distinct)
