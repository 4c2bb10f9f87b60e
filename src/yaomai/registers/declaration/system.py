"""What is a system of the plans made of, and which tests prove it?"""

from dataclasses import dataclass

from yaomai.registers.declaration.kind import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One of the systems that the plans ask for (`systems/catalogue`): its number there, the kinds it declares, the kinds of
    other systems that it uses, the tests that prove it (their node ids: `tests/systems/test_x.py::test_y`), and in a sentence what
    of its purpose it does not do yet (empty: it does what the catalogue says under 'works when').
    """

    id: str
    kinds: tuple[Kind, ...] = ()
    uses: tuple[str, ...] = ()
    proven_by: tuple[str, ...] = ()
    gap: str = ""
