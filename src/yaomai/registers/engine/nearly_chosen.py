"""Which of the declared options does somebody mean who wrote only a part of its word?"""

from yaomai.registers.declaration.kind import Property
from yaomai.registers.declaration.types import Choice
from yaomai.registers.engine.folding import fold
from yaomai.registers.engine.reading import Read, ReadFault, read
from yaomai.registers.engine.spreadsheet import Value

NOT_A_CHOICE = "registers.value_not_a_choice"
READ_AS = "read_as"
"""Note of a cell: it was read as the only option of whose word it is a part."""
_PARTS_MAX = 20


def read_cell(each: Property, raw: Value, unit: str) -> tuple[Read, bool]:
    """What a cell says, and whether a part of an option's word was read as that option (龙头 → 龙头企业). Raises ReadFault; where
    several options are like what is there, its hint names only those.
    """
    text = raw
    for _ in range(_PARTS_MAX):
        try:
            return read(each.type, text, unit=unit, many=each.many), text is not raw
        except ReadFault as fault:
            if fault.code != NOT_A_CHOICE or not isinstance(each.type, Choice) or not isinstance(text, str):
                raise
            sure, like = _meant(each.type, str(fault.value))
            if not sure:
                raise ReadFault(NOT_A_CHOICE, str(fault.value), "、".join(like) or fault.hint) from fault
            text = text.replace(str(fault.value), sure, 1)
    return read(each.type, text, unit=unit, many=each.many), True


def _meant(type_: Choice, part: str) -> tuple[str, list[str]]:
    """The one word that is surely meant, or nothing; and all that are like it. A word that begins so is meant, and one of which it
    is the greater part; one that is only a part of what was written may be denied there (非龙头企业).
    """
    written = fold(part)
    if len(written) < 2:
        return "", []
    begun = [word for word in type_.options.values() if fold(word).startswith(written)]
    parts = [word for word in type_.options.values() if written in fold(word)]
    great = [word for word in parts if len(written) >= 3 and 2 * len(written) >= len(fold(word))]
    like = parts or [word for word in type_.options.values() if fold(word) and fold(word) in written]
    sure = begun or great
    return (sure[0] if len(sure) == 1 and len(parts) == 1 else ""), like
