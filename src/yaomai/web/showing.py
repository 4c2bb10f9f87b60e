"""How do events, things and proofs become what the parts of a page show?"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.utils import timezone

from yaomai import settings
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.ledger.queries import checkpoints, deeds
from yaomai.ledger.queries.prove import Stage, Standing, stages
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.registers import kinds
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.standards.c2sp import checkpoint, note
from yaomai.standards.c2sp.policy import Policy
from yaomai.standards.gs1.digital_link import canonical_uri
from yaomai.standards.gs1.identifier import Identifier, identify
from yaomai.traceability.queries import trace
from yaomai.traceability.queries.corrections import Replacement
from yaomai.traceability.queries.trace import Part
from yaomai.web import glossary, installation, labels
from yaomai.web.presentation import Amount, Link, Proof, Step

KINDS = {
    "gtin+lot": "批",
    "gtin+serial": "单品",
    "gtin": "品种",
    "sscc": "物流单元",
    "gln": "地点",
    "gln+extension": "地点",
    "cn.drug_trace_code": "药品追溯码",
    "cn.credit_code": "机构",
    "party gln": "机构",
    "oid": "编码",
    "handle": "编码",
    "cn.ma": "编码",
}
_ID_GS1 = "https://id.gs1.org"
_PARTS_SHOWN = 3
_SHORT_AIS = ("10", "21", "254", "235")


def kind_word(scheme: str) -> str:
    """What sort of thing a scheme names."""
    return KINDS.get(scheme, "对象")


def short_code(identifier: Identifier) -> str:
    """The part of a code that people say: the lot or serial number; else the key's own digits; else the code without its
    prefix; else the URI.
    """
    parts = dict(identifier.parts)
    return next((parts[ai] for ai in _SHORT_AIS if ai in parts), "") or (
        identifier.parts[0][1] if identifier.parts else identifier.label
    )


def thing_link(named: Named) -> Link:
    """A thing or place as a word that leads to its page; its code stands after its name."""
    code = short_code(identify(named.canonical))
    return Link(named.name or code, f"/things/{named.number}", code if named.name else "")


def entry_link(named: Named) -> Link | None:
    """Where a place or party, or the product that a thing is one of, stands in a register; None: in none that everybody sees."""
    entry, key = named.entry, identify(named.canonical).parts[:1]
    if entry is None and key and key[0][0] == "01":
        uri = canonical_uri(key)
        entry = names.entries([uri]).get(uri)
    if entry is None:
        return None
    kind, number = entry
    return Link(f"{kinds.kind(kind).label}名录里的登记", f"/registers/{kind}/{number}")


def label(named: Named) -> str:
    """The code as it is printed, such as `(01) 06901234… (10) LOT7`."""
    return identify(named.canonical).label


def amount(record: int, part: Part) -> Amount:
    """A part of an event with its quantity, which opens to its origin."""
    if part.quantity is None:
        return Amount(thing_link(part.thing), is_item=not part.role.endswith(("QuantityList", "quantityList")))
    figure = Figure(part.quantity, part.uom or "", f"event/{reference(record)}/{part.ordinal}")
    return Amount(thing_link(part.thing), figure)


def organisation_link(name: OrganisationName | None) -> Link | None:
    """An organisation by name; an invented one says so."""
    if name is None:
        return None
    return Link(name.name, "", "虚构" if name.invented else "")


def organisation_words(name: OrganisationName | None) -> str:
    """An organisation in a sentence; an invented one says so."""
    link = organisation_link(name)
    return " · ".join(word for word in (link.word, link.note) if word) if link else "系统安装者"


CODE_WORDS = {"lot": "批号", "serial": "序列号", "cn.drug_trace_code": "药品追溯码"}


def code_word(scheme: str) -> str:
    """What the part of a code is called that people say: a lot number, a serial number."""
    return CODE_WORDS.get(scheme.rpartition("+")[2], "编码")


def steps(
    found: Sequence[trace.Step], replaced: Mapping[int, Sequence[Replacement]] | None = None, *, thing: int = -1
) -> tuple[Step, ...]:
    """The lines of a timeline; `replaced` tells by record what stands in place of events declared in error.
    Where an event names many things, `thing` is shown with the first.
    """
    names = organisation_names(step.organisation for step in found)
    stage = stages([step.record for step in found], installation.policy())
    return tuple(
        Step(
            href=f"/records/{reference(step.record)}",
            time=step.event_time,
            biz_step=step.biz_step or step.event_type,
            disposition=step.disposition or "",
            place=thing_link(step.place) if step.place else None,
            party=organisation_link(names.get(step.organisation or 0)),
            more=sum(len(side) - len(_few(side, thing)) for side in (step.before(), step.after())) + step.left_out,
            inputs=tuple(amount(step.record, part) for part in _few(step.before(), thing)),
            outputs=tuple(amount(step.record, part) for part in _few(step.after(), thing)),
            proof_state=stage_code(stage[step.record]),
            is_corrected=step.declared_in_error,
            replaced_by=tuple(_replacement(one) for one in (replaced or {}).get(step.record, ())),
        )
        for step in found
    )


def _replacement(one: Replacement) -> Link:
    word = glossary.word(one.biz_step or "other")
    return Link(f"{word} {labels.day(one.event_time)}", f"/records/{reference(one.record)}")


def _few(parts: Sequence[Part], thing: int) -> Sequence[Part]:
    """What a timeline shows of an event that names very many things; its own page shows all."""
    if len(parts) <= _PARTS_SHOWN:
        return parts
    return sorted(parts, key=lambda part: part.thing.number != thing)[: _PARTS_SHOWN - 1]


def stage_code(stage: Stage) -> str:
    """The state's code, as the glossary has it."""
    if stage == "recorded":
        return "pending"
    if stage == "sequenced":
        return "awaiting_witness"
    return "witnessed" if installation.witnesses_needed() else "recorded"


def proof(standing: Standing, body: bytes | None) -> Proof:
    """What the ledger proves of a record; `body` as far as the viewer may see it."""
    state = "erased" if standing.erased else "altered" if standing.altered else stage_code(standing.stage)
    seen = standing.checkpoint
    head = checkpoint.parse(note.parse(seen.note).text) if seen else None
    names = {w.key.name: w.name for w in installation.policy().witnesses}
    witnessed = standing.stage == "witnessed"
    return Proof(
        state=state,  # type: ignore[arg-type]  # stage_code gives codes of the glossary
        log_origin=head.origin if head else "",
        leaf_index=standing.leaf_index,
        tree_size=head.size if head else None,
        root=base64.b64encode(head.root).decode() if head else "",
        body_hash=hashlib.sha256(body).hexdigest() if body is not None else "",
        recorded_at=timezone.localtime(standing.record_time),
        signed_at=timezone.localtime(seen.signed_at) if seen else None,
        witnesses=tuple(names.get(witness, witness) for witness in seen.witnesses) if seen else (),
        witnesses_needed=installation.witnesses_needed(),
        receipt_href=f"/log/receipt/{standing.reference}" if witnessed and not standing.altered else "",
        certificate_href=f"/records/{standing.reference}/receipt" if witnessed and not standing.altered else "",
    )


def lasting_proof(record: int) -> tuple[Proof, bool]:
    """What can be said of a record's proof without naming a checkpoint, by one query; and whether that stays so for good.

    It does once witnesses have seen it. Whether the body was altered since is looked at by `yaomai ledger verify`, the record's
    own page and whoever checks its receipt.
    """
    deed, leaf = deeds.place_of(record)
    policy = installation.policy()
    is_witnessed = leaf is not None and _witnessed.covers(leaf, policy)
    stage: Stage = "recorded" if leaf is None else "witnessed" if is_witnessed else "sequenced"
    at = f"/records/{reference(record)}"
    shown = Proof(
        state=stage_code(stage),  # type: ignore[arg-type]  # stage_code gives codes of the glossary
        log_origin=settings.LOG_ORIGIN if leaf is not None else "",
        leaf_index=leaf,
        recorded_at=timezone.localtime(deed),
        receipt_href=f"/log/receipt/{reference(record)}" if is_witnessed else "",
        certificate_href=f"{at}/receipt" if is_witnessed else "",
    )
    return shown, is_witnessed


@dataclass
class _Witnessed:
    """How many leaves witnesses have seen, as far as this process knows: under one policy that only grows."""

    policy: Policy | None = None
    size: int = 0

    def covers(self, leaf: int, policy: Policy) -> bool:
        if self.policy is not policy:
            self.policy, self.size = policy, 0
        if leaf >= self.size:
            seen = checkpoints.newest_witnessed(policy, at_least=leaf + 1)
            self.size = max(self.size, seen.size if seen else 0)
        return leaf < self.size


_witnessed = _Witnessed()


def public_path(named: Named) -> str:
    """The path of a thing's public page: its GS1 Digital Link on this site, or its number where it has none."""
    if named.canonical.startswith(_ID_GS1):
        return quote(named.canonical.removeprefix(_ID_GS1), safe="/%")
    return f"/things/{named.number}/lot"
