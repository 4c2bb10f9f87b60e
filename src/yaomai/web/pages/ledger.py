"""How far is the log, what was recorded last, and how does a stranger check it?"""

import base64
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai import settings
from yaomai.ledger.engine.deed import record_id, reference
from yaomai.ledger.queries import checkpoints, deeds
from yaomai.ledger.queries.checkpoints import LogState, PublishedCheckpoint
from yaomai.ledger.queries.deeds import DeedPage, RecordedDeed
from yaomai.ledger.queries.prove import stage_of
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.people.viewer import Viewer
from yaomai.standards.c2sp.policy import Policy
from yaomai.web import glossary, installation, labels, receipt_rights, showing
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.presentation import Cosigner, LedgerPage, Link, SignedHead
from yaomai.web.table import Arrangement, Column, Row, Table, keyset_mark

_COLUMNS = (
    Column("deed", glossary.word("deed"), "link"),
    Column("kind", "种类"),
    Column("record_time", glossary.word("record_time"), "time"),
    Column("organisation", glossary.word("answerable_party"), "link"),
    Column("records", "含记录"),
    Column("leaf_index", glossary.word("leaf_index")),
    Column("proof", "证明", "state"),
)


@open_to(anyone)
def ledger(request: HttpRequest) -> HttpResponse:
    """The state of the log, its newest checkpoints and deeds, and how anybody checks them."""
    before = keyset_mark(request.GET)
    policy = installation.policy()
    state = checkpoints.state(policy)
    page = LedgerPage(
        deeds=state.leaves + state.pending,
        leaves=state.leaves,
        pending=state.pending,
        origin=settings.LOG_ORIGIN,
        heads=_heads(state, policy),
        is_published=state.witnessed is not None,
        witnesses_needed=installation.witnesses_needed(),
        is_halted=installation.log_setup().halted() is not None,
    )
    covered = state.witnessed.size if state.witnessed else 0
    table = _table(cast("Request", request).viewer, deeds.newest(before=before), covered, before)
    return render(request, "ledger.html", {"page": page, "table": table})


def _heads(state: LogState, policy: Policy) -> tuple[SignedHead, ...]:
    """The newest checkpoint that is signed, and the newest that is witnessed where that is another one."""
    if state.signed is None:
        return ()
    done = showing.stage_code("witnessed")
    if state.witnessed is not None and state.witnessed.size == state.signed.size:
        return (_head("最新的检查点", done, state.signed, policy),)
    signed = _head("最新签出的", showing.stage_code("sequenced"), state.signed, policy)
    if state.witnessed is None:
        return (signed,)
    return (signed, _head("最新见证的", done, state.witnessed, policy))


def _head(title: str, state: str, seen: PublishedCheckpoint, policy: Policy) -> SignedHead:
    """A checkpoint with all witnesses of the policy, those that have not cosigned it too."""
    times = {one.witness: timezone.localtime(one.received_at) for one in seen.cosigned}
    named = {witness.key.name: witness.name for witness in policy.witnesses}
    return SignedHead(
        title=title,
        state=state,
        size=seen.size,
        root=base64.b64encode(seen.root).decode(),
        signed_at=timezone.localtime(seen.signed_at),
        cosigners=tuple(Cosigner(named.get(key, key), times.get(key)) for key in {**named, **times}),
    )


def _table(viewer: Viewer, found: DeedPage, covered: int, before: int | None) -> Table:
    known = organisation_names(deed.organisation for deed in found.deeds)
    return Table(
        key="deeds",
        caption="新的在前",
        columns=_COLUMNS,
        rows=tuple(_row(viewer, deed, covered, known) for deed in found.deeds),
        arrangement=Arrangement("", descending=False, filters={}, after=str(before or "")),
        newer=str(found.newer or ""),
        older=str(found.older or ""),
        has_newer=before is not None,
        empty="这里没有更早的账目。"
        if before is not None
        else "第一份文件送到、第一家机构设立，都会记成一笔账目，列在这里。",
    )


def _row(viewer: Viewer, deed: RecordedDeed, covered: int, known: dict[int, OrganisationName]) -> Row:
    return {
        "deed": Link(str(deed.deed), f"/records/{reference(record_id(deed.deed, 1))}"),
        "kind": labels.deed_kind_word(deed.kind),
        "record_time": timezone.localtime(deed.record_time),
        "organisation": _answerable(viewer, deed, known),
        "records": f"{labels.grouped(deed.size)} 条",
        "leaf_index": None if deed.leaf_index is None else labels.grouped(deed.leaf_index),
        "proof": showing.stage_code(stage_of(deed.leaf_index, covered)),
    }


def _answerable(viewer: Viewer, deed: RecordedDeed, known: dict[int, OrganisationName]) -> Link:
    """Who recorded the deed, for those to whom the visibility of its kind says it."""
    if not receipt_rights.may_have(viewer, deed.kind, deed.organisation):
        return Link("", note="不公开")
    return showing.organisation_link(known.get(deed.organisation or 0)) or Link("系统安装者")
