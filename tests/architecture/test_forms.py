"""Nobody's change is lost: a form that changes what is there carries the version it was made from."""

from importlib import import_module

import house
import pytest
from django import forms

ADDS = {
    "ActionForm": "a row of an AdviceForm",
    "AdviceForm": "adds a version of an advisory beside the others",
    "AmendmentForm": "adds an amendment; the one before ends by its date",
    "ApproveForm": "does what another asked; a second time finds nothing asked",
    "AskForm": "adds a question",
    "AskRemovalForm": "asks for a removal; a second one of the same file is refused",
    "CallForm": "adds a call",
    "CommentForm": "adds a comment",
    "JudgeForm": "asks a job for another judgement",
    "CompareForm": "chooses two versions to look at",
    "ConfigurationForm": "adds the facts of a configuration; the ones before end by their date",
    "ContactForm": "adds a contact point",
    "ConsentForm": "gives a consent; a second one of the same is refused",
    "DutyForm": "adds a duty",
    "EndUseForm": "ends the use of a shared system; a second end is refused",
    "EndForm": "ends a role; a second end is refused",
    "EvidenceForm": "adds a file to the evidence room",
    "HandOutForm": "adds that something was shared",
    "HostMeasureForm": "adds what was done on a shared system",
    "HookForm": "adds messages to a program",
    "GroundForm": "adds a legal ground",
    "HandlingForm": "the part that AdviceForm and UploadForm share",
    "HeadingsForm": "adds an inventory, and remembers what its columns are",
    "InquiryForm": "adds an inquiry",
    "InventoryForm": "adds an inventory; the one before ends by its date",
    "LabelForm": "says what users of a shared system see; the newest word counts, the same again writes nothing",
    "MarkForm": "one's own mark; the same again changes nothing",
    "MergeForm": "adds a decision about names; the one before ends by its date",
    "MembersForm": "opens responses; one that is open already stays as it is",
    "NameForm": "adds a decision about a name; the one before ends by its date",
    "OpenCaseForm": "opens a case",
    "PartForm": "adds a part of an upload; other bytes for it are refused",
    "PeriodForm": "the part that forms of what is dated share",
    "PermitForm": "adds a permission; the one before ends with it",
    "ProviderForm": "adds a provider",
    "PublicationForm": "adds a decision about publishing",
    "RangeForm": "a row of an AmendmentForm",
    "ReadingForm": "adds that advice was read",
    "RegisterForm": "adds an address; a second one of the same is refused",
    "RemovalForm": "asks for a removal; a second one of the same entry is refused",
    "RemedyForm": "adds a statement; the one before ends by its date",
    "ReopeningForm": "adds a version of reopening advice",
    "ResultsForm": "adds the results of a check",
    "RevokeForm": "adds a revocation; a second one is refused",
    "RoleForm": "gives a role; the same again is refused",
    "RulesForm": "adds rules; the same bytes twice are one",
    "ShareForm": "adds a user of a shared system; one that is asked already stays as it is",
    "StartForm": "adds a run; a second one at once is refused",
    "TokenForm": "adds a token",
    "TypedForm": "adds the result of a check",
    "UploadForm": "adds a file as published",
    "SendingForm": "adds an upload, or goes on with one",
    "UploadingForm": "adds an upload",
    "UseAnswerForm": "answers whether a system is used; a second answer is refused",
    "UseForm": "adds a declaration; the one before ends by its date",
    "WithdrawForm": "ends a consent; a second end is refused",
    "WriteForm": "adds a document or a version of it",
    "_About": "the part that EvidenceForm and UploadingForm share",
}
READS = {
    "dijkwacht.exposure.forms.asking.WhatIfForm": "a question in the address",
    "dijkwacht.advisories.forms.SearchForm": "searches in the address",
    "dijkwacht.journal.forms.RecordForm": "filters in the address",
}


def our_forms() -> dict[str, type[forms.BaseForm]]:
    """Return every form class of the product by its full name."""
    for path in house.source_modules():
        parts = path.relative_to(house.SOURCE.parent).with_suffix("").parts
        if "forms" in parts:
            import_module(".".join(part for part in parts if part != "__init__"))
    return {
        f"{found.__module__}.{found.__name__}": found
        for found in below(forms.BaseForm)
        if found.__module__.startswith("dijkwacht.")
    }


def below(parent: type) -> list[type]:
    return [one for child in parent.__subclasses__() for one in [child, *below(child)]]


def loses_updates(name: str, form: type[forms.BaseForm]) -> bool:
    """Return whether a form changes something without saying which version it saw."""
    carries = any(isinstance(form.base_fields.get(field), forms.IntegerField) for field in ("version", "expected"))
    return not carries and form.__name__ not in ADDS and name not in READS


def test_every_form_that_changes_something_carries_its_version():
    assert not [name for name, form in our_forms().items() if loses_updates(name, form)]


def test_no_exception_is_left_over():
    found = our_forms()
    assert set(ADDS) <= {form.__name__ for form in found.values()}
    assert set(READS) <= set(found)


@pytest.mark.parametrize(
    ("fields", "loses"),
    [
        ({"what": forms.CharField()}, True),
        ({"version": forms.CharField()}, True),
        ({"version": forms.IntegerField()}, False),
    ],
    ids=["no version", "another thing's version", "the row's version"],
)
def test_a_form_without_version_is_noticed(fields, loses):
    form = type("ChangeForm", (forms.Form,), fields)
    assert loses_updates("tests.ChangeForm", form) is loses


ONE_LANGUAGE = {("ConfigurationForm", "file"): "the name of a file of the appliance"}


def fixed_texts(form: type[forms.BaseForm]) -> set[tuple[str, str]]:
    """Return the fields whose label or help was put into one language when the module was read."""
    told = [(name, text) for name, field in form.base_fields.items() for text in (field.label, field.help_text)]
    return {(form.__name__, name) for name, text in told if isinstance(text, str) and text}


def test_every_text_of_a_form_is_said_in_the_language_of_whoever_looks():
    found = set().union(*(fixed_texts(form) for form in our_forms().values()))
    assert found == set(ONE_LANGUAGE)


def test_a_text_in_one_language_is_noticed():
    form = type("OneForm", (forms.Form,), {"what": forms.CharField(label="Systems")})
    assert fixed_texts(form) == {("OneForm", "what")}
