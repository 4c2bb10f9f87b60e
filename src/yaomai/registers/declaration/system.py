"""What is a system of the plans made of, and which tests prove it?"""

from dataclasses import dataclass

from yaomai.registers.declaration.figures import Figured
from yaomai.registers.declaration.indicator import Indicator
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.rules import Check, Draw, Finder, Overlap, Rating

Ruled = Check | Overlap | Finder | Draw | Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One of the systems that the plans ask for (`systems/catalogue`): its number there, the kinds it declares, the kinds of
    other systems that it uses, the tests that prove it (their node ids: `tests/systems/test_x.py::test_y`), and in a sentence what
    of its purpose it does not do yet (empty: it does what the catalogue says under 'works when'). figures and rules: what is
    reckoned and judged of these and of other kinds. indicators: what is measured.
    """

    id: str
    kinds: tuple[Kind, ...] = ()
    figures: tuple[Figured, ...] = ()
    rules: tuple[Ruled, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    uses: tuple[str, ...] = ()
    proven_by: tuple[str, ...] = ()
    gap: str = ""
