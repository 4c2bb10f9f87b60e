"""What is in which container, while events are followed in their order?

EPCIS 2.0, 7.4.3 (AggregationEvent) and 7.4.6 (AssociationEvent).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Load = tuple[int, str | None, Decimal]
"""So much of a lot, in the unit of its account: lot, unit, quantity."""


@dataclass(slots=True)
class Containers:
    """Instances (containers among them) and amounts of lots, by the container that they were put into last."""

    _within: dict[int, int] = field(default_factory=dict)
    _instances: dict[int, dict[int, None]] = field(default_factory=dict)
    _loads: dict[int, dict[tuple[int, str | None], Decimal]] = field(default_factory=dict)

    def pack(self, container: int, children: Iterable[int], loads: Iterable[Load]) -> None:
        """Put children in; one that is in another container leaves that, since a thing is in one place."""
        inside = self._instances.setdefault(container, {})
        for child in children:
            if child == container:
                continue
            before = self._within.get(child)
            if before is not None and before != container:
                self._instances[before].pop(child, None)
            self._within[child] = container
            inside[child] = None
        for lot, uom, quantity in loads:
            amounts = self._loads.setdefault(container, {})
            amounts[lot, uom] = amounts.get((lot, uom), Decimal(0)) + quantity

    def unpack(self, container: int, children: Sequence[int], loads: Iterable[Load], *, everything: bool) -> None:
        """Take children out; with `everything`, all that is in (a DELETE that names no child)."""
        inside = self._instances.get(container, {})
        for child in list(inside) if everything else children:
            if inside.pop(child, child) is None:
                self._within.pop(child, None)
        amounts = self._loads.get(container, {})
        if everything:
            amounts.clear()
        for lot, uom, quantity in loads:
            left = amounts.get((lot, uom), Decimal(0)) - quantity
            if left > 0:
                amounts[lot, uom] = left
            else:
                amounts.pop((lot, uom), None)

    def take_out(self, instances: Iterable[int]) -> None:
        """What was used up, sold or destroyed is in no container any more."""
        for one in instances:
            container = self._within.pop(one, None)
            if container is not None:
                self._instances[container].pop(one, None)

    def contents(self, containers: Iterable[int]) -> tuple[list[int], list[Load]]:
        """All instances in these containers at any depth, inner containers included, and all amounts of lots.

        A container that by mistake is in itself is entered once.
        """
        instances: list[int] = []
        loads: list[Load] = []
        waiting = [one for one in containers if one in self._instances or one in self._loads]
        entered = set(waiting)
        while waiting:
            container = waiting.pop()
            inside = self._instances.get(container, {})
            instances += inside
            for one in inside:
                if (one in self._instances or one in self._loads) and one not in entered:
                    entered.add(one)
                    waiting.append(one)
            loads += [
                (lot, uom, quantity) for (lot, uom), quantity in self._loads.get(container, {}).items() if quantity
            ]
        return instances, loads

    def outermost(self) -> Mapping[int, int]:
        """The outermost container of each instance that is in one."""
        outer: dict[int, int] = {}
        for child, container in self._within.items():
            outer[child] = self._outermost(container, outer)
        return outer

    def _outermost(self, container: int, known: dict[int, int]) -> int:
        seen = {container}
        while (next_out := self._within.get(container)) is not None and next_out not in seen:
            if container in known:
                return known[container]
            container = next_out
            seen.add(container)
        return container
