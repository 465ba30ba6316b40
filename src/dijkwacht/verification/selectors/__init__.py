"""Doors out: targets and checks as a viewer may see them, and where checks speak against claims."""

from dijkwacht.verification.selectors.contradicting import contradictions_in, contradictions_of
from dijkwacht.verification.selectors.reading import (
    METHODS,
    ChecksPage,
    MethodSeen,
    RunSeen,
    TargetPage,
    TargetSeen,
    acting_at,
    checks_page,
    own_organisations,
    require_acting,
    require_asking,
    run_seen,
    target_named,
    target_page,
)

__all__ = [
    "METHODS",
    "ChecksPage",
    "MethodSeen",
    "RunSeen",
    "TargetPage",
    "TargetSeen",
    "acting_at",
    "checks_page",
    "contradictions_in",
    "contradictions_of",
    "own_organisations",
    "require_acting",
    "require_asking",
    "run_seen",
    "target_named",
    "target_page",
]
