"""What has to be done over and over so that what was recorded becomes provable?

One thread appends and signs, a few times a second; another carries the newest checkpoint to the witnesses, so that a slow
witness never delays the log. When the log and what was signed before disagree, both stop; recording goes on.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connections

from yaomai.errors import LedgerError
from yaomai.ledger.operations.cosign import UnconfirmedError, confirm, cosign
from yaomai.ledger.operations.sequence import ROUND_DEEDS_MAX, sequence
from yaomai.ledger.operations.sign import sign
from yaomai.ledger.setup import LogSetup

logger = logging.getLogger(__name__)

ROUND_S = 0.25
WITNESS_ROUND_S = 1.0
CONFIRM_ROUND_S = 5.0


@dataclass
class LogKeeper:
    """Keeps the log until `stop` is set. `clock` gives the time that signatures carry.

    While the log is halted (`LogSetup.halted`) nothing is appended or signed; when the operator has settled the matter
    (`yaomai ledger confirm`), it goes on by itself.
    """

    setup: LogSetup
    clock: Callable[[], datetime]
    stop: threading.Event
    _halted: threading.Event = field(default_factory=threading.Event)
    _signed: threading.Event = field(default_factory=threading.Event)
    _may_sign: threading.Event = field(default_factory=threading.Event)
    _failure: list[BaseException] = field(default_factory=list)

    def run(self) -> None:
        """Keep the log; returns when told to stop. Raises what neither waiting nor halting cures: a database that is gone."""
        while not self.stop.is_set():
            self._halted.clear()
            self._may_sign.clear()
            witnesses = threading.Thread(target=self._guarded, args=(self._carry_to_witnesses,), name="witnesses")
            witnesses.start()
            self._guarded(self._append_and_sign)
            self._signed.set()  # wakes the other thread, which then sees that this round of life is over
            witnesses.join()
            if self._failure:
                raise self._failure[0]
            while self.setup.halted() and not self.stop.wait(CONFIRM_ROUND_S):
                pass

    def _append_and_sign(self) -> None:
        while not self._confirmed():
            if self.stop.wait(CONFIRM_ROUND_S):
                return
        self.setup.go_on()
        self._may_sign.set()
        while not self._ended():
            appended = sequence().appended
            if sign(self.setup.keyring, now=self.clock()) is not None:
                self._signed.set()
            if appended < ROUND_DEEDS_MAX:
                self.stop.wait(ROUND_S)

    def _confirmed(self) -> bool:
        """Whether this database is known to be the newest state. After a restore (no head), and after a halt, the witnesses
        are asked; False while too few of them answer.

        Until then not even leaves are appended: which leaf is whose may have been settled and witnessed already, in a state
        that this database does not know, and a tree that has grown since no longer shows that it is older.
        """
        head = self.setup.keyring.head()
        policy = self.setup.policy()
        if head is not None and (self.setup.halted() is None or not any(witness.url for witness in policy.witnesses)):
            return True
        try:
            confirm(self.setup.keyring, policy, now=self.clock())
        except UnconfirmedError as error:
            if head is None:  # else the file says why the log was halted, and goes on saying it
                self.setup.halt(str(error))
            logger.warning("%s", error)
            return False
        return True

    def _ended(self) -> bool:
        return self.stop.is_set() or self._halted.is_set()

    def _carry_to_witnesses(self) -> None:
        while not self._ended():
            policy = self.setup.policy()
            if self._may_sign.is_set() and any(witness.url for witness in policy.witnesses):
                cosign(policy, now=self.clock())
            self._signed.wait(WITNESS_ROUND_S)
            self._signed.clear()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Run one thread's work; when the record is not as it must be, say so where everybody looks, and end this round of life."""
        try:
            work()
        except LedgerError as error:
            self.setup.halt(str(error))
            logger.critical("the log is halted: %s", error)
        except BaseException as error:  # noqa: BLE001  # of either thread: `run` raises it when both have ended
            self._failure.append(error)
            self.stop.set()
        finally:
            self._halted.set()
            self._signed.set()
            connections.close_all()
