"""May this viewer administer that organisation, or that account?"""

from collections.abc import Collection

from yaomai.errors import NotAllowedError
from yaomai.people.engine.roles import BY_NAME, Reach, key_scopes, may_grant
from yaomai.people.viewer import Viewer


def administers(viewer: Viewer, organisation: int) -> bool:
    """Whether the viewer may open accounts, grant roles and end keys of this organisation."""
    for name in viewer.roles:
        role = BY_NAME.get(name)
        if role is None or not role.may_grant:
            continue
        if role.reach is Reach.ALL or viewer.organisation == organisation:
            return True
    return False


def must_administer(viewer: Viewer, organisation: int) -> None:
    """Raises NotAllowedError when the viewer may not administer the organisation."""
    if not administers(viewer, organisation):
        raise NotAllowedError(
            f"organisation {organisation} is administered by its own administrators and those of the installation"
        )


def may_give_key(viewer: Viewer, organisation: int, scopes: Collection[str]) -> bool:
    """Whether roles of the viewer's make keys of this organisation, the own one or one that it administers, with these scopes."""
    reaches = viewer.organisation == organisation or administers(viewer, organisation)
    return reaches and set(scopes) <= key_scopes(viewer.roles)


def must_administer_account(viewer: Viewer, organisation: int, roles: Collection[str]) -> None:
    """Raises NotAllowedError unless the viewer administers the organisation and could grant each of the
    account's roles.

    Else whoever administers one organisation could reset the password of an administrator of the
    installation, and become one.
    """
    must_administer(viewer, organisation)
    if beyond := sorted(set(roles) - may_grant(viewer.roles)):
        raise NotAllowedError(f"this account has roles that only an administrator can take over: {', '.join(beyond)}")
