"""A process that records, sequences, signs, cosigns or erases, and is struck down at a named point of it.

Started once, it forks a child for each request (a line of JSON on its standard input), which works on the database that the request
names. The points are found by wrapping, in the child alone, what the product calls: the cursor's statements, the commit, a named function.
What the child has finished it says on standard output before it goes on: {"acknowledged": {record id: body}}; that it has reached its
point: {"at": …}; how it ended is said by the parent: {"ended": -9}. The deed "everything" has no point: it goes on until it is ended.
"""

import itertools
import json
import os
import select
import signal
import sys
import traceback
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path

# What is wrapped for each point: the database role, and the beginning of the statement after which it lies ("COMMIT": that of the
# role's transaction; "before COMMIT": just before it); or a function, before or after whose call it lies.
POINTS = {
    "before the transaction": ("call", "make:recorded", "before"),
    "after nextval": ("default", "SELECT nextval"),
    "after COPY of deeds": ("default", "COPY ledger_deed"),
    "after COPY of records": ("default", "COPY ledger_record"),
    "after the pending insert": ("default", "INSERT INTO ledger_pending"),
    "before the commit": ("default", "before COMMIT"),
    "after the commit, before the answer": ("default", "COMMIT"),
    "after DELETE of pending": ("sequencer", "DELETE FROM ledger_pending"),
    "after the tiles": ("sequencer", "INSERT INTO ledger_tile"),
    "after the leaves": ("sequencer", "COPY ledger_leaf"),
    "before the sequencer's commit": ("sequencer", "before COMMIT"),
    "after the sequencer's commit": ("sequencer", "COMMIT"),
    "before the head is kept": ("call", "yaomai.ledger.keyring:Keyring.keep_head", "before"),
    "before the head's file is renamed": ("call", "pathlib:Path.replace", "before"),
    "after the head is kept": ("call", "yaomai.ledger.keyring:Keyring.keep_head", "after"),
    "after the checkpoint's insert": ("sequencer", 'INSERT INTO "ledger_checkpoint"'),
    "before the submission": ("call", "yaomai.ledger.operations.cosign:submit", "before"),
    "after the witness has answered": ("call", "yaomai.ledger.operations.cosign:submit", "after"),
    "after the cosignature's insert": ("sequencer", 'INSERT INTO "ledger_cosignature"'),
    "after the erasure is recorded": ("eraser", 'INSERT INTO "ledger_erasure"'),
    "after the body is blanked": ("eraser", "UPDATE ledger_record"),
    "before the eraser's commit": ("eraser", "before COMMIT"),
    "after the eraser's commit": ("eraser", "COMMIT"),
}


def _say(**words):
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


class Tripwire:
    """Strikes when its point is reached: this process, its database backend, or the whole database server."""

    def __init__(self, point, strike, postmaster):
        self.point, self.strike, self.postmaster = point, strike, postmaster

    def reached(self):
        _say(at=self.point)
        if self.strike == "this process":
            os.kill(os.getpid(), signal.SIGKILL)
        from django.db import connections

        alias = POINTS[self.point][0]
        raw = connections[alias if alias in connections else "sequencer"].connection
        how = {
            "the backend": (raw.info.backend_pid, signal.SIGKILL),
            "the postmaster": (self.postmaster, signal.SIGKILL),
            "all at once (immediate shutdown)": (self.postmaster, signal.SIGQUIT),
        }
        os.kill(*how[self.strike])
        select.select([raw.pgconn.socket], [], [], 30)  # until the backend is gone

    def set(self):
        """Wrap what the point names."""
        where, what, *when = POINTS[self.point]
        if where == "call":
            self._wrap_function(what, *when)
        else:
            self._wrap_connection(where, what)

    def _wrap_function(self, what, when):
        module, _, path = what.partition(":")
        owner = import_module(module)
        *owners, name = path.split(".")
        for one in owners:
            owner = getattr(owner, one)
        original = getattr(owner, name)

        def wrapped(*arguments, **named):
            if when == "before":
                self.reached()
            answer = original(*arguments, **named)
            if when == "after":
                self.reached()
            return answer

        setattr(owner, name, wrapped)

    def _wrap_connection(self, alias, what):
        from django.db import connections

        connections[alias].ensure_connection()
        raw = connections[alias].connection
        wire, commit = self, raw.commit

        class Cursor(raw.cursor_factory):
            def execute(self, query, *arguments, **named):
                answer = super().execute(query, *arguments, **named)
                wire.passed(str(query), what)
                return answer

            @contextmanager
            def copy(self, statement, *arguments, **named):
                with super().copy(statement, *arguments, **named) as copy:
                    yield copy
                wire.passed(statement, what)

        def committed():
            wire.passed("before COMMIT", what)
            commit()
            wire.passed("COMMIT", what)

        raw.cursor_factory, raw.commit = Cursor, committed

    def passed(self, statement, what):
        if statement.startswith(what):
            self.reached()


def _work(request):
    """Record and acknowledge; then do the deed in which the child is to be struck down."""
    import make
    from yaomai.ledger.engine.deed import INSTALLATION
    from yaomai.ledger.keyring import Keyring
    from yaomai.ledger.operations.cosign import cosign
    from yaomai.ledger.operations.erase import erase
    from yaomai.ledger.operations.sequence import sequence
    from yaomai.ledger.operations.sign import sign
    from yaomai.ledger.setup import LogSetup

    now = datetime.fromisoformat(request["now"])
    setup = LogSetup(Keyring(Path(request["keys"]), request["origin"]), Path(request["policy"]))

    def record(name):
        bodies = [[f"{name} 1".encode(), f"{name} 2".encode()], [f"{name} 3".encode()]]
        made = make.recorded(*bodies, now=now)
        ids = [i for one in made for i in one.record_ids]
        _say(acknowledged={str(i): b.decode() for i, b in zip(ids, [b for deed in bodies for b in deed], strict=True)})
        return ids

    if request["deed"] == "everything":
        for number in itertools.count():
            record(f"round {number}:")
            sequence()
            sign(setup.keyring, now=now)
            cosign(setup.policy(), now=now)
    ids = record("first")
    before, deed = {
        "record": ([], lambda: record("second")),
        "sequence": ([], sequence),
        "sign": ([sequence], lambda: sign(setup.keyring, now=now)),
        "cosign": ([sequence, lambda: sign(setup.keyring, now=now)], lambda: cosign(setup.policy(), now=now)),
        "erase": ([sequence], lambda: erase(ids[:1], reason="asked for", recorder=INSTALLATION, now=now)),
    }[request["deed"]]
    for step in before:
        step()
    Tripwire(request["point"], request["strike"], request.get("postmaster", 0)).set()
    deed()
    _say(acknowledged={})


def _child(request):
    from django.db import Error

    from yaomai.database.access import Access
    from yaomai.database.migrate import point_django_at

    point_django_at(Access(**request["access"]))
    try:
        _work(request)
    except Error as error:
        _say(failed=str(error).strip())


def main():
    """Fork a child for each request."""
    import django

    django.setup()
    import yaomai.ledger.operations.keep_log
    import yaomai.ledger.operations.record  # noqa: F401  # so that each child finds everything imported

    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            status = 1
            try:
                _say(pid=os.getpid())
                _child(json.loads(line))
                status = 0
            except BaseException:  # noqa: BLE001  # said to the test, which then fails
                _say(broken=traceback.format_exc())
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        _say(ended=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


if __name__ == "__main__":
    main()
