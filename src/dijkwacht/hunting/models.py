"""Tables of hunting: the mark of followed windows, the evidence room, hunts over what is kept there and their findings.

The bytes themselves lie sealed in the record's store; these rows hold keys (locked), places and answers.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dijkwacht.hunting.domain.room import CustodyDeed, HuntState, UploadState
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label


class WindowFollowed(models.Model):
    """A mark for the job that computes windows anew; it says nothing about the organisation."""

    response = models.UUIDField(unique=True)
    version = models.PositiveIntegerField()

    class Meta:
        db_table = "hunting_window_followed"

    def __str__(self) -> str:
        return f"{self.response} {self.version}"


class Upload(models.Model):
    """A file on its way in: what was promised, its own key locked by the organisation's, and how far it is.

    `modified_at`: the time stamp that the file had with its sender, where told; years of logs may rest on it. `file`:
    what it became; the same bytes twice become one file. `why`: why it was refused. `store`: which one keeps
    the pieces. `freed_at`: since when the bytes of what nobody can open any more are gone.
    """

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    response = models.UUIDField(db_index=True)
    owner = models.UUIDField(db_index=True)
    name = models.CharField(max_length=200)
    device = models.CharField(max_length=200, default="")
    label = models.CharField(max_length=20)
    size = models.BigIntegerField()
    state = models.CharField(max_length=10)
    wrapped = models.BinaryField()
    by_role = models.CharField(max_length=40)
    by_account = models.UUIDField(null=True)
    begun_at = models.DateTimeField()
    modified_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, default="")
    store = models.CharField(max_length=10, default="files", db_default="files")
    last_part_at = models.DateTimeField(null=True)
    freed_at = models.DateTimeField(null=True)
    file = models.ForeignKey("KeptFile", models.PROTECT, null=True, related_name="uploads")

    class Meta:
        db_table = "hunting_upload"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in UploadState]), name="hunting_upload_state"
            ),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="hunting_upload_size"),
            models.CheckConstraint(
                condition=models.Q(label__in=[label.value for label in Label]), name="hunting_upload_label"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"


class UploadPart(models.Model):
    """A part that came in whole: its digest as sent, and the sealed pieces in which the record's store keeps it."""

    upload = models.ForeignKey(Upload, models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    pieces = ArrayField(models.CharField(max_length=64))

    class Meta:
        db_table = "hunting_upload_part"
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="hunting_upload_part_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.number}"


class KeptFile(models.Model):
    """A file in the evidence room; its bytes lie sealed in the parts of the upload that brought it first.

    `gone_at`: its term ended; digests and custody stay, key and bytes do not.
    """

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    owner = models.UUIDField()
    address = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    blake3 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    sort = models.CharField(max_length=60)
    origin = models.OneToOneField(Upload, models.PROTECT, related_name="brought")
    kept_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hunting_kept_file"
        constraints = [models.UniqueConstraint(fields=["owner", "address"], name="hunting_kept_file_once")]

    def __str__(self) -> str:
        return str(self.public_id)


class RemovalAsk(models.Model):
    """Somebody asks to remove a kept file by law; another person, signed in himself, does it or declines."""

    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="removals")
    ground = models.CharField(max_length=300)
    asked_by = models.UUIDField()
    asked_role = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hunting_removal_ask"
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=models.Q(ended_at__isnull=True), name="hunting_removal_ask_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.ground}"


class FileIndex(models.Model):
    """What was noted of a kept file, sealed with its key: it answers which new indicators cannot stand in it.

    `made_by`: which code read the file; notes by other code deny nothing.
    """

    file = models.OneToOneField(KeptFile, models.CASCADE, related_name="index")
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    full = models.BooleanField(default=False)
    sealed = models.BinaryField()

    class Meta:
        db_table = "hunting_file_index"

    def __str__(self) -> str:
        return f"{self.file_id} {self.made_by[:12]}"


class Custody(models.Model):
    """One line of the custody log of a file; only ever added. `run`: by which hunt; `told`: to whom it was handed."""

    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="custody")
    deed = models.CharField(max_length=12)
    at = models.DateTimeField()
    by_role = models.CharField(max_length=40)
    by_account = models.UUIDField(null=True)
    response = models.UUIDField()
    run = models.UUIDField(null=True)
    entry = models.UUIDField(null=True)
    told = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "hunting_custody"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deed__in=[deed.value for deed in CustodyDeed]), name="hunting_custody_deed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.at}"


class RulePack(models.Model):
    """Rules that an organisation loaded itself: a Sigma, YARA or indicator file, kept in the record's store."""

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    owner = models.UUIDField()
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    by_role = models.CharField(max_length=40)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "hunting_rule_pack"
        constraints = [models.UniqueConstraint(fields=["owner", "digest"], name="hunting_rule_pack_once")]

    def __str__(self) -> str:
        return self.name


class HuntRun(models.Model):
    """One hunt over kept evidence, as asked and as it ended; `again`: because rules or indicators came later."""

    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    response = models.UUIDField(db_index=True)
    owner = models.UUIDField()
    hunt = models.CharField(max_length=100)
    packs = ArrayField(models.CharField(max_length=200))
    rules_digest = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    state = models.CharField(max_length=10)
    again = models.BooleanField(default=False)
    by_role = models.CharField(max_length=40)
    by_account = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=20, default="")
    was = models.CharField(max_length=20, default="")
    outcome = models.JSONField(default=dict)
    entry = models.UUIDField(null=True)

    class Meta:
        db_table = "hunting_run"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in HuntState]), name="hunting_run_state"
            ),
            models.CheckConstraint(
                condition=models.Q(window_end__gt=models.F("window_start")), name="hunting_run_window"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"


class HuntUnit(models.Model):
    """The unit of work: the evidence of one device with one set of rules. Doing it again gives the same answer."""

    run = models.ForeignKey(HuntRun, models.PROTECT, related_name="units")
    number = models.PositiveIntegerField()
    device = models.CharField(max_length=200, default="")
    files = ArrayField(models.UUIDField())
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=10)
    size = models.BigIntegerField()
    done = models.BigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)

    class Meta:
        db_table = "hunting_unit"
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="hunting_unit_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in HuntState]), name="hunting_unit_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.state}"


class FoundSign(models.Model):
    """One finding of a run, with what a person judged of it; `mark` is the same in a later run over the same bytes."""

    unit = models.ForeignKey(HuntUnit, models.PROTECT, related_name="found")
    run = models.ForeignKey(HuntRun, models.PROTECT, related_name="found")
    number = models.PositiveIntegerField()
    mark = models.CharField(max_length=64)
    rule = models.CharField(max_length=200)
    sort = models.CharField(max_length=12)
    line = models.JSONField()
    judgement = models.CharField(max_length=10, default="")
    because = models.CharField(max_length=500, default="")
    judged_by = models.CharField(max_length=40, default="")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hunting_found"
        indexes = [models.Index(fields=["run", "rule"], name="hunting_found_by_rule")]
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="hunting_found_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.mark[:12]}"
