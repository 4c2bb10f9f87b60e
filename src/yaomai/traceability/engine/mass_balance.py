"""Does a step of making give out more than it took in, or lose more than it may?

All events of one step (one transformationID; else one event) are added up in kilograms (UN/ECE Rec 20 units of mass), or in litres
when nothing of it is a mass. Goods that are counted have a mass only if the ILMD of the event that makes them states their net
weight (CBV 2.0 `netWeight`, with its unit).

* More out than in, beyond `WEIGHING_TOLERANCE`, is matter out of nothing.
* More lost than the step's greatest loss is a loss beyond tolerance. The event itself states the greatest loss (extension
`maxLoss`, a fraction of the inputs); else `GREATEST_LOSSES` has one for some processes; else the loss is not judged.
* What cannot be compared (an area that was harvested, packs without net weight) makes a step `not_judged`, with the reason, unless
  what can be compared is already too much.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct

from yaomai.standards.epcis.event import Event
from yaomai.standards.unece import UNITS

Verdict = Literal["balanced", "out_of_nothing", "beyond_tolerance", "not_judged"]
Reason = Literal[
    "", "part_of_a_step", "nothing_in_or_out", "inputs_not_comparable", "outputs_not_comparable", "no_greatest_loss"
]

WEIGHING_TOLERANCE = Decimal("0.005")
"""A fraction of the inputs: two weighings on a class III instrument, each within its maximum permissible errors in service (OIML
R 76-1, table 6: up to 0.3 % near the least load that is weighed), and rounding on the paper.
"""
GREATEST_LOSSES: Mapping[str, Decimal] = {
    # Water: fresh roots and herbs hold at most about 87 %, dried ones at least about 10 % (Chinese Pharmacopoeia 2020, IV, 0212:
    # at most 13 % in decoction pieces): 1 - (1 - 0.87) / (1 - 0.10) = 0.856.
    "drying": Decimal("0.86"),
    # Root heads, stalks, fines and soil, cut away from what is dry already.
    "sorting": Decimal("0.20"),
    "cleaning": Decimal("0.20"),
    "slicing": Decimal("0.15"),
    # What clings to machines and is weighed wrongly.
    "mixing": Decimal("0.03"),
    "packing": Decimal("0.03"),
}
"""By process, where the producer states none: so much nobody who works well exceeds. These are the house's own bounds,
wide on purpose.
"""

EXTENSION_NAMESPACE = "https://ns.yaomai.example/epcis/"
_PROCESS, _GREATEST_LOSS = f"{EXTENSION_NAMESPACE}process", f"{EXTENSION_NAMESPACE}maxLoss"
_NET_WEIGHTS = (
    "urn:epcglobal:cbv:mda:netWeight",
    "urn:epcglobal:cbv:mda#netWeight",
    "https://ref.gs1.org/cbv/netWeight",
    "https://gs1.org/voc/netWeight",
    "https://ref.gs1.org/voc/netWeight",
)
_INPUTS = ("inputEPCList", "inputQuantityList")
_OUTPUTS = ("outputEPCList", "outputQuantityList")
_BASES = {"mass": "KGM", "volume": "LTR"}
_NONE, _ONE = Decimal(0), Decimal(1)
_PLACES = 12  # decimals of a kilogram or a litre


class Side(Struct, frozen=True):
    """Inputs or outputs of a step: `mass` in kg, `volume` in litres, and whether some of it is neither (`open`)."""

    mass: Decimal = _NONE
    volume: Decimal = _NONE
    open: bool = False

    def plus(self, other: "Side") -> "Side":
        """Both together."""
        return Side(self.mass + other.mass, self.volume + other.volume, self.open or other.open)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing on this side."""
        return not (self.mass or self.volume or self.open)


class StepPart(Struct, frozen=True):
    """What one TransformationEvent says of its step. `process` and `greatest_loss` (a fraction) are None where it does not say."""

    inputs: Side
    outputs: Side
    process: str | None
    greatest_loss: Decimal | None


class Judgement(Struct, frozen=True):
    """What became of a step's matter, in `uom`: `excess` came out of nothing; `loss` is a fraction of the inputs.

    `allowed` is the greatest loss that it was held against and `is_stated` whether the producer said it; `reason` why not judged.
    """

    verdict: Verdict
    reason: Reason
    uom: str
    input: Decimal
    output: Decimal
    excess: Decimal
    loss: Decimal | None
    allowed: Decimal | None
    is_stated: bool


def step_part(event: Event) -> StepPart | None:
    """What an event contributes to its step; None for an event that makes nothing or declares another to be in error."""
    if event.event_type != "TransformationEvent" or event.error_declaration is not None:
        return None
    net = net_weight(event.ilmd)
    inputs, outputs = Side(), Side()
    for thing in event.things:
        if thing.role in _INPUTS:
            inputs = inputs.plus(_side(thing.quantity, thing.uom, is_instance=thing.role == "inputEPCList", net=None))
        elif thing.role in _OUTPUTS:
            outputs = outputs.plus(_side(thing.quantity, thing.uom, is_instance=thing.role == "outputEPCList", net=net))
    process = event.extensions.get(_PROCESS)
    return StepPart(
        inputs, outputs, process if isinstance(process, str) else None, _fraction(event.extensions.get(_GREATEST_LOSS))
    )


def together(parts: Iterable[StepPart]) -> StepPart:
    """All parts of one step as one. Of several greatest losses the least counts."""
    found = list(parts)
    inputs, outputs = Side(), Side()
    for part in found:
        inputs, outputs = inputs.plus(part.inputs), outputs.plus(part.outputs)
    losses = [part.greatest_loss for part in found if part.greatest_loss is not None]
    process = next((part.process for part in found if part.process is not None), None)
    return StepPart(inputs, outputs, process, min(losses) if losses else None)


def judge(step: StepPart) -> Judgement:
    """Whether the matter of a whole step agrees."""
    is_volume = not (step.inputs.mass or step.outputs.mass) and bool(step.inputs.volume or step.outputs.volume)
    uom = _BASES["volume" if is_volume else "mass"]
    came_in = step.inputs.volume if is_volume else step.inputs.mass
    came_out = step.outputs.volume if is_volume else step.outputs.mass
    # Beside masses a volume cannot be compared: nobody says how dense it is.
    open_in = step.inputs.open or (not is_volume and bool(step.inputs.volume))
    open_out = step.outputs.open or (not is_volume and bool(step.outputs.volume))
    allowed = step.greatest_loss if step.greatest_loss is not None else GREATEST_LOSSES.get(step.process or "")
    is_stated = step.greatest_loss is not None

    def judged(
        verdict: Verdict, reason: Reason = "", *, excess: Decimal = _NONE, loss: Decimal | None = None
    ) -> Judgement:
        return Judgement(verdict, reason, uom, came_in, came_out, excess, loss, allowed, is_stated)

    if step.inputs.is_empty or step.outputs.is_empty:
        return judged("not_judged", "nothing_in_or_out")
    if open_in:
        return judged("not_judged", "inputs_not_comparable")
    excess = came_out - came_in
    if excess > came_in * WEIGHING_TOLERANCE:
        return judged("out_of_nothing", excess=excess)
    if open_out:
        return judged("not_judged", "outputs_not_comparable")
    loss = -excess / came_in
    if allowed is None:
        return judged("not_judged", "no_greatest_loss", loss=loss)
    return judged("beyond_tolerance" if loss > allowed + WEIGHING_TOLERANCE else "balanced", loss=loss)


def step_part_row(part: StepPart, *, is_whole: bool) -> tuple[Decimal | bool | str | None, ...]:
    """What the table traceability_step_part holds of it: both sides, process, greatest loss, verdict, reason.

    A part of a step of several events is not judged by itself. The verdict follows from the bounds above: whoever changes one makes
    the table anew by a migration (operations/rebuild_events.py).
    """
    verdict, reason = "not_judged", "part_of_a_step"
    if is_whole:
        judgement = judge(part)
        verdict, reason = judgement.verdict, judgement.reason
    sides = (
        part.inputs.mass,
        part.inputs.volume,
        part.inputs.open,
        part.outputs.mass,
        part.outputs.volume,
        part.outputs.open,
    )
    return (*sides, part.process, part.greatest_loss, verdict, reason)


def net_weight(ilmd: Mapping[str, Any]) -> Decimal | None:
    """The net weight in kg of each of the things made, as the ILMD states it; None when it does not, or without a unit of mass.

    In JSON the CBV's attribute is an object with value and unit, as GS1's web vocabulary writes measures (`value`, `unitCode`). A
    bare number says no unit (in XML that is an attribute) and is not taken.
    """
    for name in _NET_WEIGHTS:
        said = ilmd.get(name)
        if isinstance(said, Mapping):
            members = {
                key.rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]: value for key, value in said.items()
            }
            value = _number(members.get("value"))
            unit = members.get("unitCode", members.get("measurementUnitCode"))
            if value is not None and value > 0 and isinstance(unit, str):
                return _in_base(value, unit, "mass")
    return None


def _side(quantity: Decimal | None, uom: str | None, *, is_instance: bool, net: Decimal | None) -> Side:
    if is_instance:
        quantity, uom = _ONE, None
    if quantity is None:
        return Side(open=True)
    unit = UNITS.get(uom or "C62")
    if unit is not None and unit.dimension in ("mass", "volume"):
        amount = _rounded(Fraction(quantity) * unit.factor)
        return Side(mass=amount) if unit.dimension == "mass" else Side(volume=amount)
    if unit is not None and unit.dimension == "count" and net is not None:
        pieces = Fraction(quantity) * unit.factor
        return Side(mass=_rounded(pieces * Fraction(net)))
    return Side(open=quantity != 0)


def _in_base(value: Decimal, uom: str, dimension: str) -> Decimal | None:
    unit = UNITS.get(uom)
    return _rounded(Fraction(value) * unit.factor) if unit is not None and unit.dimension == dimension else None


def _rounded(value: Fraction) -> Decimal:
    """Exact where a decimal with twelve places can be; else the nearest of these."""
    digits = str(round(abs(value) * 10**_PLACES)).rjust(_PLACES + 1, "0")
    whole, places = digits[:-_PLACES], digits[-_PLACES:].rstrip("0")
    return Decimal(f"{'-' if value < 0 else ''}{whole}.{places}" if places else f"{'-' if value < 0 else ''}{whole}")


def _fraction(value: Any) -> Decimal | None:
    number = _number(value)
    return number if number is not None and 0 <= number <= 1 else None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None
