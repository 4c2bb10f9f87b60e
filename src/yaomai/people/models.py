"""Which tables hold what is known of people?

Projections of records (`record` is the record they follow from): `Organisation`, `OrganisationState`,
`OrganisationEnd`, `Account`, `AccountEnd`, `RoleGrant`, `Key`, `KeyEnd`, `Totp`, `Invitation`, `InvitationEnd`.
Beside the record: `Credential`, `TotpSecret`, `RecoveryCode`, `KeyUse`, `SignInAttempt` (state) and `AuditEntry`
(the trail). No table refers to an account or an organisation by foreign key: their rows hold names and go when the
record's body is erased, while the number stays everywhere else.
"""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from yaomai.people.engine.roles import ORGANISATION_KINDS


class Organisation(models.Model):
    """An organisation that has accounts and keys here, as it was founded. Its number is the id of the deed that did."""

    record = models.BigIntegerField(primary_key=True)
    organisation = models.BigIntegerField(unique=True)
    name = models.TextField(unique=True)
    kind = models.TextField()
    invented = models.BooleanField()  # made up for a demonstration
    parent = models.BigIntegerField(null=True, db_index=True)  # the organisation that it is under
    division = models.TextField(default="")  # GB/T 2260; empty: none
    record_time = models.DateTimeField()

    # Not refused by trigger: the eraser deletes the row when its record's body is erased. The application
    # cannot.
    append_only: ClassVar[bool] = False
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "people_organisation"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ORGANISATION_KINDS), name="people_organisation_kind_is_declared"
            ),
        ]


class OrganisationState(models.Model):
    """How an organisation is called, of what kind, where and under whom, from this record on."""

    record = models.BigIntegerField(primary_key=True)
    organisation = models.BigIntegerField()
    name = models.TextField()
    kind = models.TextField()
    parent = models.BigIntegerField(null=True, db_index=True)
    division = models.TextField()
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = False  # as Organisation
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "people_organisation_state"
        indexes = [models.Index(fields=["organisation", "-record"], name="people_organisation_newest")]


class OrganisationEnd(models.Model):
    """That an organisation was dissolved, why, and which one goes on with what it had (null: none)."""

    record = models.BigIntegerField(primary_key=True)
    organisation = models.BigIntegerField(unique=True)
    reason = models.TextField()
    successor = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "people_organisation_end"


class Account(models.Model):
    """A person who may sign in. Its number is the id of the deed that opened it."""

    record = models.BigIntegerField(primary_key=True)
    account = models.BigIntegerField(unique=True)
    login = models.TextField(unique=True)
    name = models.TextField()
    organisation = models.BigIntegerField(db_index=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = False  # as Organisation
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "people_account"


class AccountEnd(models.Model):
    """That an account may no longer sign in, since when its holder is gone, why, and to whom the duties went (null: nobody)."""

    record = models.BigIntegerField(primary_key=True)
    account = models.BigIntegerField(unique=True)
    left_on = models.DateField(null=True)
    reason = models.TextField(default="")
    successor = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "people_account_end"


class RoleGrant(models.Model):
    """All roles of an account from this record on; the newest row of an account holds. `roles`: sorted,
    parted by spaces; `terms`: from and until of those that are held for a time, as `engine/held_roles.py` writes them.
    """

    record = models.BigIntegerField(primary_key=True)
    account = models.BigIntegerField()
    roles = models.TextField()
    terms = models.TextField(default="")
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "people_role_grant"
        indexes = [models.Index(fields=["account", "-record"], name="people_role_grant_newest")]


class Key(models.Model):
    """A machine's key. Its number is the id of the deed that issued it. `scopes`: sorted, parted by spaces
    (as RFC 6749, 3.3).
    """

    record = models.BigIntegerField(primary_key=True)
    key = models.BigIntegerField(unique=True)
    organisation = models.BigIntegerField(db_index=True)
    name = models.TextField()
    secret_sha256 = models.TextField()
    scopes = models.TextField()
    expires = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # the account; null: the installation's own commands
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "people_key"


class KeyEnd(models.Model):
    """That a key is no longer good, whatever its expiry says."""

    record = models.BigIntegerField(primary_key=True)
    key = models.BigIntegerField(unique=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "people_key_end"


class Totp(models.Model):
    """That an account's sign-in asks for a code from this record on, or no longer does; the newest row holds."""

    record = models.BigIntegerField(primary_key=True)
    account = models.BigIntegerField()
    is_on = models.BooleanField()
    reason = models.TextField()  # why not any more; empty when it is on
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "people_totp"
        indexes = [models.Index(fields=["account", "-record"], name="people_totp_newest")]


class Invitation(models.Model):
    """That whoever has the secret may open an account, once, until it expires. Its number is the id of its deed.

    `note`: for whom it is, in the words of who made it; `roles` and `terms` as of RoleGrant.
    """

    record = models.BigIntegerField(primary_key=True)
    invitation = models.BigIntegerField(unique=True)
    organisation = models.BigIntegerField(db_index=True)
    note = models.TextField()
    roles = models.TextField()
    terms = models.TextField()
    secret_sha256 = models.TextField()
    expires = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # the account; null: the installation's own commands
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = False  # as Organisation
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "people_invitation"


class InvitationEnd(models.Model):
    """That an invitation is no longer good: the account that it opened, or null when it was taken back."""

    record = models.BigIntegerField(primary_key=True)
    invitation = models.BigIntegerField(unique=True)
    account = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "people_invitation_end"


class TotpSecret(models.Model):
    """What an account's authenticator and this installation share, encrypted; the last time step of which a code was accepted."""

    account = models.BigIntegerField(primary_key=True)
    secret = models.TextField()  # as `people/sealed.py` writes it
    is_confirmed = models.BooleanField()  # a code of it was shown once, so that it is in the authenticator
    last_step = models.BigIntegerField()
    changed = models.DateTimeField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "people_totp_secret"


class RecoveryCode(models.Model):
    """What is kept of a code that stands in for the authenticator, once."""

    id = models.BigAutoField(primary_key=True)
    account = models.BigIntegerField(db_index=True)
    code_sha256 = models.TextField()
    used = models.DateTimeField(null=True)

    append_only: ClassVar[bool] = False
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "people_recovery_code"


class Credential(models.Model):
    """What proves that a person is the holder of an account. `initial`: set by somebody else, not yet changed
    by the person.
    """

    account = models.BigIntegerField(primary_key=True)
    password = models.TextField()  # Argon2, as django.contrib.auth.hashers writes it
    initial = models.BooleanField()
    changed = models.DateTimeField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT, UPDATE", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "people_credential"


class KeyUse(models.Model):
    """When a key was last used, to the minute: written at most once a minute, so that capture stays quick."""

    key = models.BigIntegerField(primary_key=True)
    last_use = models.DateTimeField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT, UPDATE"}

    class Meta:
        db_table = "people_key_use"


class SignInAttempt(models.Model):
    """An attempt to sign in, for throttling; kept for a day. Login and address are kept as keyed hashes only."""

    id = models.BigAutoField(primary_key=True)
    login_hash = models.TextField()
    address_hash = models.TextField()
    time = models.DateTimeField(db_index=True)
    succeeded = models.BooleanField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        db_table = "people_sign_in_attempt"
        indexes = [
            models.Index(fields=["login_hash", "time"], name="people_sign_in_by_login"),
            models.Index(fields=["address_hash", "time"], name="people_sign_in_by_address"),
        ]


class AuditEntry(models.Model):
    """Who did what: one call that was refused, that changed something, or that read what is declared
    sensitive.
    """

    id = models.BigAutoField(primary_key=True)
    time = models.DateTimeField()
    account = models.BigIntegerField(null=True)
    key = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    action = models.TextField()  # the name of the URL or of the command
    outcome = models.TextField()
    status = models.SmallIntegerField(null=True)  # of HTTP; null for commands
    method = models.TextField()
    path = models.TextField()  # without the query, which may hold what was searched for
    address = models.TextField()
    kinds = models.TextField(default="")  # the kinds of record that it showed, parted by spaces
    deed = models.BigIntegerField(null=True)  # the first deed that it recorded

    append_only: ClassVar[bool] = True
    privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "people_audit_entry"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=("done", "refused", "invalid", "failed")),
                name="people_audit_entry_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="people_audit_by_organisation"),
            models.Index(fields=["account", "-id"], name="people_audit_by_account"),
            models.Index(fields=["time"], name="people_audit_by_time"),
        ]
