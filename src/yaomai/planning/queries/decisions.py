"""What was decided about a figure of a plan, one after the other?"""

from yaomai.archive.queries import documents
from yaomai.people.viewer import Viewer
from yaomai.planning import models
from yaomai.planning.queries.plan_rights import sees_deciders
from yaomai.planning.queries.proposals import DecisionView, Span, decision_view


def history(viewer: Viewer, document: int, span: Span) -> list[DecisionView]:
    """Every decision about these characters, the newest first; none for those who may not know who decided.

    Raises NotFoundError when the viewer may not see the document.
    """
    documents.document(viewer, document)
    if not sees_deciders(viewer):
        return []
    rows = models.Decision.objects.filter(document=document, start=span[0], end=span[1]).order_by("-record")
    return [decision_view(row) for row in rows]
