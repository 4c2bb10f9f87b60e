"""A worker that is killed in the middle of its first import; its argument says where: at a share of the rows, or before the commit."""

import os
import signal
import sys
import threading

import django

django.setup()

from django.utils import timezone  # noqa: E402  # after the setup

from yaomai.database import jobs  # noqa: E402
from yaomai.registers.import_models import Import  # noqa: E402
from yaomai.registers.operations.do_import_jobs import IMPORTING  # noqa: E402


def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)


def dying(beside, kind, number, done, total):
    note(beside, kind, number, done, total)
    if total and done >= total * float(sys.argv[1]):
        die()


note = jobs._note
if sys.argv[1] == "commit":
    Import.rest = die
else:
    jobs._note = dying
jobs.do_next(IMPORTING, clock=timezone.now, stop=threading.Event())
