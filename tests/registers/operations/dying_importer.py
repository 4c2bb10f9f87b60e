"""A worker that is killed in the middle of its first import; its argument says where: at a share of the rows, or before the commit."""

import os
import signal
import sys
import threading

import django

django.setup()

from django.utils import timezone  # noqa: E402  # after the setup

from yaomai.registers.operations import accept_import, do_import_jobs, map_columns  # noqa: E402


def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)


def dying(beside, number, done, total):
    note(beside, number, done, total)
    if total and done >= total * float(sys.argv[1]):
        die()


note = do_import_jobs._note
if sys.argv[1] == "commit":
    accept_import.rest = map_columns.rest = die
else:
    do_import_jobs._note = dying
do_import_jobs.do_next(clock=timezone.now, stop=threading.Event())
