"""What a check is worth: methods, results with reasons and limits, permission, and what contradicts a claim."""

from dijkwacht.verification.domain.recorded import (
    RESULT_OF_MEASURE,
    RESULTS,
    Check,
    check_strength,
    checks_among,
    read_check,
)

__all__ = ["RESULTS", "RESULT_OF_MEASURE", "Check", "check_strength", "checks_among", "read_check"]
