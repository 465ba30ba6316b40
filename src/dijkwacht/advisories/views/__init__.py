"""Pages of advice: the list, one advisory, and what desks write."""

from dijkwacht.advisories.views.dealing import (
    assign_advisory,
    comment_advisory,
    compare_advisory,
    mark_advisory,
    set_aside_advisory,
)
from dijkwacht.advisories.views.looking import advisories, advisory, advisory_file
from dijkwacht.advisories.views.providing import provider, providers
from dijkwacht.advisories.views.publishing import join_pre_warning, judge_advisory, publish_advisory
from dijkwacht.advisories.views.reopening import advise_reopening, revoke_reopening
from dijkwacht.advisories.views.writing import read_advisory, revise_advisory, upload_advisory, write_advisory

__all__ = [
    "advise_reopening",
    "advisories",
    "advisory",
    "advisory_file",
    "assign_advisory",
    "comment_advisory",
    "compare_advisory",
    "join_pre_warning",
    "judge_advisory",
    "mark_advisory",
    "provider",
    "providers",
    "publish_advisory",
    "read_advisory",
    "revise_advisory",
    "revoke_reopening",
    "set_aside_advisory",
    "upload_advisory",
    "write_advisory",
]
