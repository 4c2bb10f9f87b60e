"""Which plans, targets and indicators are called so? For the search, beside what the registers hold."""

import re

from yaomai.archive.queries import documents
from yaomai.indicators.queries import definitions
from yaomai.planning.queries import targets
from yaomai.web import documents_shown, target_shown
from yaomai.web.access import Request
from yaomai.web.presentation import FoundEntity, FoundGroup

EACH_MOST = 10


def groups(request: Request, text: str) -> tuple[FoundGroup, ...]:
    """What the viewer sees of each sort; sorts of which nothing is found are left out."""
    found = (
        FoundGroup("plans", "规划文本", _plans(request, text)),
        FoundGroup("targets", "目标", _targets(request, text)),
        FoundGroup("indicators", "指标", _indicators(text)),
    )
    return tuple(one for one in found if one.found)


def _plans(request: Request, text: str) -> tuple[FoundEntity, ...]:
    found = documents.named(request.viewer, text, EACH_MOST)
    for shows in {documents.shows(one) for one in found}:
        request.reveals(shows)
    return tuple(
        FoundEntity(documents_shown.plan_path(one.file), _marked(one.title, text), "发文", ((one.issuer, False),))
        for one in found
    )


def _targets(request: Request, text: str) -> tuple[FoundEntity, ...]:
    return tuple(
        FoundEntity(
            target_shown.path_of(one.target),
            _marked(one.now.name, text),
            f"{one.now.year} 年" if one.now.year else "年份不详",
            ((one.document_title, False),),
        )
        for one in targets.named(request.viewer, text, EACH_MOST)
    )


def _indicators(text: str) -> tuple[FoundEntity, ...]:
    return tuple(
        FoundEntity(f"/indicators/{one.key}", _marked(one.name, text), "代码", ((one.key, False),))
        if name == one.name
        else FoundEntity(f"/indicators/{one.key}", ((one.name, False),), "也称", _marked(name, text))
        for one, name in definitions.named(text, EACH_MOST)
    )


def _marked(name: str, text: str) -> tuple[tuple[str, bool], ...]:
    """The name in pieces, each with whether it is what was looked for."""
    pieces = re.split(f"({re.escape(text)})", name, flags=re.IGNORECASE)
    return tuple((piece, position % 2 == 1) for position, piece in enumerate(pieces) if piece)
