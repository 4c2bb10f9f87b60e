"""What will hold of two entities when they are one, and by which rule?"""

from datetime import date

from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers import derivation
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.engine.resolve import Place, resolve, standing
from yaomai.registers.queries.entities import EntityView
from yaomai.registers.sight import seen_by


def expected(one: EntityView, two: EntityView, *, day: date) -> dict[str, tuple[Place, str]]:
    """By property: the statement that will hold on `day`, and the rule (engine/resolve.py, `standing`). Of properties that the
    viewer of both sees.
    """
    kind: Kind = one.kind
    with seen_by(INSTALLATION_VIEWER) as cursor:  # what the viewer does not see is left out below
        ends = derivation.merged(cursor)
        parts = derivation.groups_of([one.number, two.number], ends)
        groups = {one.number: [*parts[one.number], *parts[two.number]]}
        material = derivation.load(cursor, groups).get(one.number)
        orders = derivation.orders(cursor, [kind.name])
    if material is None:
        return {}
    rules = derivation.rules_of(material, orders)
    stands = standing(material.said, day, rules)
    hidden = one.hidden | two.hidden
    return {
        name: (held.said.place, stands[held.said.place][1])
        for name, held in resolve(material.said, day, rules).cells.items()
        if name not in hidden and held.said.place in stands
    }
