"""How is shown what a deed changed in a register: the entity, the property, from what to what?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.recorders import account_names, organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.queries import deeds, entities
from yaomai.registers.queries.deeds import Change
from yaomai.web import labels_statements
from yaomai.web.presentation import ChangeLine, Link
from yaomai.web.register_shown import address_of, kind_path, referred, text


def change_lines(viewer: Viewer, found: Sequence[Change]) -> tuple[ChangeLine, ...]:
    """The changes of a record in words. What is hidden from the viewer is named, and its values are not."""
    shown = [one for one in found if not one.is_hidden]
    pairs = [(one.kind.by_name[one.property], one.value) for one in shown]
    pairs += [(one.kind.by_name[one.property], one.before.value) for one in shown if one.before]
    titles = entities.titles(viewer, {one.entity for one in found} | referred(pairs))
    lines = []
    for one in found:
        declared = one.kind.by_name[one.property]
        title = titles.get(one.entity, "")
        entity = Link(
            f"{one.kind.label}：{title}" if title else f"{one.kind.label} #{one.entity}",
            f"{kind_path(one.kind)}/{one.entity}" if title else "",
        )
        if one.is_hidden:
            lines.append(ChangeLine(entity, declared.label, is_hidden=True))
            continue
        before = text(declared, one.before.value, titles) if one.before else ""
        value = text(declared, one.value, titles)
        lines.append(ChangeLine(entity, declared.label, before, value, address_of((one.record, one.ordinal))))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class HiddenChange:
    """That a property which the viewer does not see was changed: which, who, when, by which record."""

    label: str
    who: str
    when: datetime
    reference: str


def hidden_changes(viewer: Viewer, entity: int) -> list[HiddenChange]:
    """For who audits: what was changed of an entity and is hidden from them, the newest first."""
    found = deeds.hidden_changes(viewer, entity)
    people = account_names(one.account for one in found if one.account is not None)
    offices = organisation_names(one.organisation for one in found)
    return [
        HiddenChange(
            one.kind.by_name[one.property].label,
            " · ".join(
                filter(
                    None,
                    (
                        people.get(one.account or 0, ""),
                        offices[one.organisation].name if one.organisation in offices else labels_statements.OPERATOR,
                    ),
                )
            ),
            timezone.localtime(one.record_time),
            reference(one.record),
        )
        for one in found
    ]
