"""A worker that is killed in the middle of its first job, once it has told how far it is; its argument is that number of events."""

import os
import signal
import sys
import threading

import django

django.setup()

from django.utils import timezone  # noqa: E402  # after the setup

from yaomai.database import jobs  # noqa: E402
from yaomai.traceability.operations import capture, do_capture_jobs  # noqa: E402

note = jobs._note


def dying(beside, kind, job, done, total):
    note(beside, kind, job, done, total)
    if done >= int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)


capture._EVENTS_PER_PROGRESS = 1
jobs._note = dying
if sys.argv[1] == "0":  # killed between the deed and the commit
    do_capture_jobs._finish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
jobs.do_next(do_capture_jobs.CAPTURING, clock=timezone.now, stop=threading.Event())
