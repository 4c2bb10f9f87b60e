"""Who decides what a document says: officials of its region, or of one that holds it, and the installation; and what of a decision,
or of a wording of a target, may a viewer know?"""

from collections.abc import Callable

from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import NotAllowedError
from yaomai.people.engine.visibility import lies_in, region_of
from yaomai.people.viewer import ALL, INSTALLATION_VIEWER, Viewer, visible_properties
from yaomai.planning.projections import DECISION


def may_decide(viewer: Viewer, document: DocumentView) -> bool:
    """Whether the viewer may decide about this document and its targets."""
    if viewer == INSTALLATION_VIEWER:
        return True
    return "official" in viewer.roles and lies_in(document.division, region_of(viewer.division))


def document_to_decide(viewer: Viewer, file: int) -> DocumentView:
    """The document, for whoever may decide about it. Raises NotFoundError when the viewer may not see it, NotAllowedError."""
    found = documents.document(viewer, file)
    if not may_decide(viewer, found):
        about = f"the region {found.division}" if found.division else "no single region"
        raise NotAllowedError(
            f"what a plan for {about} says is decided by officials of that region, or of one that holds it"
        )
    return found


def sees_deciders(viewer: Viewer) -> bool:
    """Whether the viewer may know who decided, and why, whichever organisation did."""
    return visible_properties(viewer, DECISION, None) is ALL


def seen_of(viewer: Viewer, kind: str, organisation: int | None) -> Callable[[str], bool]:
    """Whether the viewer sees a property, by its name, of a record of this kind for which the organisation answers."""
    found = visible_properties(viewer, kind, organisation)
    return lambda name: found is ALL or name in found
