"""Is this register for this viewer, and what of it?

A kind that is not declared, and one of which the viewer sees no property of any row, are answered alike. Somebody who is not signed
in is told that signing in may show it: which kinds are declared is no secret, what stands in them is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yaomai.errors import NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration import Kind, Property
from yaomai.registers.queries import entities
from yaomai.registers.queries.entities import EntityView
from yaomai.registers.sight import keeps_own, may_decide, may_keep, sights
from yaomai.web.access import Request


@dataclass(frozen=True, slots=True)
class Register:
    """A kind as this viewer may use it. `seen`: the properties that the viewer sees of some rows at least."""

    kind: Kind
    seen: frozenset[str]
    viewer: Viewer

    @property
    def properties(self) -> tuple[Property, ...]:
        """The declared properties of which the viewer sees something."""
        return tuple(one for one in self.kind.properties if one.name in self.seen)


def register_of(viewer: Viewer, name: str) -> Register:
    """The register of this name. Raises NotFoundError when there is none, or none for this viewer."""
    kind = kinds.kind(name)
    seen = sights(viewer, kind).ever
    if not seen:
        raise NotFoundError(f"there is no register {name[:80]}, or none that you may see")
    return Register(kind, seen, viewer)


def registers_of(viewer: Viewer) -> tuple[Register, ...]:
    """All registers of which the viewer sees something, in the order of declaration."""
    found = ((kind, sights(viewer, kind).ever) for kind in kinds.all_kinds())
    return tuple(Register(kind, seen, viewer) for kind, seen in found if seen)


View = Callable[..., HttpResponse]


def with_register(view: View) -> View:
    """Give the view its Register in the place of the address's `kind`; note that its records are shown."""

    @wraps(view)
    def answered(incoming: HttpRequest, kind: str, **arguments: Any) -> HttpResponse:
        request = cast("Request", incoming)
        try:
            register = register_of(request.viewer, kind)
        except NotFoundError:
            if request.viewer.is_signed_in or request.viewer.key is not None or not _is_declared(kind):
                raise
            return render(request, "registers/sign_in.html", {"path": request.get_full_path()}, status=404)
        request.reveals(register.kind.visibility)
        return view(request, register, **arguments)

    return answered


def entity_of(register: Register, number: int) -> EntityView:
    """The entity of this kind and number. Raises NotFoundError as for one that is not there."""
    found = entities.entity(register.viewer, number)
    if found.kind.name != register.kind.name:
        raise NotFoundError(f"there is no {register.kind.name} {number}, or none that you may see")
    return found


def keeps_some(viewer: Viewer, kind: Kind) -> bool:
    """Whether the viewer may add entities of this kind at all: of the own organisation, or of any."""
    return any(may_keep(viewer, kind, organisation, viewer.division) for organisation in {viewer.organisation, None})


def decides(viewer: Viewer, view: EntityView) -> bool:
    """Whether the viewer may choose between sources of the entity, and merge it: persons only."""
    return viewer.is_signed_in and may_decide(viewer, view.kind, view.organisation, view.division)


def may_withdraw(viewer: Viewer, view: EntityView, speaker: int | None) -> bool:
    """Whether the viewer is offered to withdraw a statement of `speaker` about the entity; the operation decides."""
    is_own = speaker is not None and speaker == viewer.organisation and keeps_own(viewer)
    return viewer.is_signed_in and (is_own or decides(viewer, view))


def _is_declared(name: str) -> bool:
    return any(kind.name == name for kind in kinds.all_kinds())
