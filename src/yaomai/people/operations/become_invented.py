"""Become an invented person: in a demonstration, anybody may be anybody who is made up, without a password."""

from datetime import datetime

from yaomai.errors import NotAllowedError
from yaomai.people.operations.sign_in import SignedIn
from yaomai.people.queries.identity import by_account
from yaomai.people.queries.invented_people import invented_people


def become_invented(account: int, *, now: datetime) -> SignedIn:
    """The invented person with this account, as if signed in.

    Raises NotAllowedError for an account that is none of an invented organisation, and for all of them where an organisation is on
    record that is not invented. Whether this installation is a demonstration is for the caller to know.
    """
    found = by_account(account, now=now) if account in {one.account for one in invented_people(now=now)} else None
    if found is None:
        raise NotAllowedError(f"account {account} is no invented person of a demonstration")
    return SignedIn(found.viewer, found.stamp, password_is_initial=False)
