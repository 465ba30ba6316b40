"""The room's door in: keyword-only, one transaction, an entry per change; saying the same again changes nothing."""

from dijkwacht.organisations.services.accounts import (
    AccountExists,
    NoSuchAccount,
    account_named,
    account_of,
    create_account,
    give_role,
    take_role,
)
from dijkwacht.organisations.services.contacts import (
    assign_duty,
    break_contact,
    change_contact,
    confirm_contact,
    record_contact,
    remove_contact,
)
from dijkwacht.organisations.services.importing import Imported, UnknownOrganisation, import_register
from dijkwacht.organisations.services.links import record_link, record_shared_host, use_host
from dijkwacht.organisations.services.register import (
    NotAName,
    Recorded,
    UnknownSector,
    ensure_sectors,
    record_organisation,
)
from dijkwacht.organisations.services.standing import (
    begin_membership,
    end_membership,
    give_consent,
    record_ground,
    withdraw_consent,
)
from dijkwacht.organisations.services.tokens import (
    AnotherRequest,
    Kept,
    NewToken,
    TooManyTokens,
    answer_once,
    forget_answers,
    in_one,
    make_token,
    note_use,
    revoke_token,
)
from dijkwacht.organisations.services.writing import OlderVersion, OnlyRecorded, Overlapping

__all__ = [
    "AccountExists",
    "AnotherRequest",
    "Imported",
    "Kept",
    "NewToken",
    "NoSuchAccount",
    "NotAName",
    "OlderVersion",
    "OnlyRecorded",
    "Overlapping",
    "Recorded",
    "TooManyTokens",
    "UnknownOrganisation",
    "UnknownSector",
    "account_named",
    "account_of",
    "answer_once",
    "assign_duty",
    "begin_membership",
    "break_contact",
    "change_contact",
    "confirm_contact",
    "create_account",
    "end_membership",
    "ensure_sectors",
    "forget_answers",
    "give_consent",
    "give_role",
    "import_register",
    "in_one",
    "make_token",
    "note_use",
    "record_contact",
    "record_ground",
    "record_link",
    "record_organisation",
    "record_shared_host",
    "remove_contact",
    "revoke_token",
    "take_role",
    "use_host",
    "withdraw_consent",
]
