"""What is refused about people for a reason that the caller's words depend on?

`code` names the reason; the words for people are in `yaomai.web.labels_people`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from yaomai.errors import NotAllowedError, NotFoundError


class SignInRefusedError(NotAllowedError):
    """Login and password were not accepted. Unknown logins, ended accounts and wrong passwords are not told
    apart.

    `wait_until` is set when it was too soon to try. `account` is for the audit trail, never for the caller.
    """

    def __init__(self, code: str, *, wait_until: datetime | None = None, account: int | None = None) -> None:
        self.code = code
        self.wait_until = wait_until
        self.account = account
        super().__init__("too many attempts; wait" if wait_until else "the login or the password is wrong")


class KeyRefusedError(NotAllowedError):
    """A key was not accepted.

    That it is miscopied can be seen without asking us. That it ended, expired or is held is told only to who has the
    right secret. An unknown number and a wrong secret are not told apart. `key` is for the audit trail and
    set only when the secret was right.
    """

    WORDS: ClassVar[Mapping[str, str]] = {
        "people.key_malformed": "this is no key of ours, or it was copied wrongly: its check characters do not fit",
        "people.key_unknown": "this key is not known",
        "people.key_ended": "this key was ended; ask whoever gave it to you for a new one",
        "people.key_held": "whoever made this key may no longer make such keys; ask your administrator for a new one",
        "people.key_expired": "this key has expired; make a new one",
    }

    def __init__(self, code: str, *, key: int | None = None) -> None:
        self.code = code
        self.key = key
        super().__init__(self.WORDS[code])


class InvitationRefusedError(NotFoundError):
    """An invitation is not good (any more): unknown, used, taken back, expired, or made by who may no longer invite. Which of them
    is not told: whoever has a link that does not work asks for another one.
    """
