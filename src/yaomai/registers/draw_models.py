"""Which tables hold the draws of panels? Projections of deeds of the kinds `registers.draw` and `registers.draw_seed`."""

from typing import ClassVar

from django.db import models


class DrawCall(models.Model):
    """A draw that was called: who can be drawn (`pool`, canonical JSON [[number, [field, …]], …]), how many of each field,
    whom to keep away from, and where the seed will come from. `draw`: the declared draw, such as "K09/panel".
    """

    record = models.BigIntegerField(primary_key=True)
    draw = models.TextField()
    matter = models.TextField()
    day = models.DateField()
    quota = models.TextField()
    avoid = models.TextField()
    seed_from = models.TextField()
    pool = models.TextField()
    pool_hash = models.TextField()
    left_out = models.IntegerField()
    organisation = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "registers_draw_call"


class DrawSeed(models.Model):
    """The seed of a draw, as it was published, and the panel that follows (canonical JSON [[field, number, ticket], …])."""

    record = models.BigIntegerField(primary_key=True)
    call = models.BigIntegerField(unique=True)
    seed = models.TextField()
    panel = models.TextField()
    organisation = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "registers_draw_seed"
