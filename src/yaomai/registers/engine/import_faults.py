"""What is wrong with a cell that is imported, and what can be done about it?

Faults of values have theirs in read_fault.py; here are those that only a table has. What people read stands in
`web/labels_imports.py`.
"""

from yaomai.registers.engine.read_fault import FAULTS as OF_VALUES

OF_CELLS: dict[str, tuple[str, str]] = {
    # code: (what happened, what to do)
    "registers.cell_not_computed": (
        "a formula that nobody has computed yet",
        "open the file in a spreadsheet program and save it, or type the value",
    ),
    "registers.cell_ref_unknown": ("nobody known is called so", "correct the name, or add that entity first"),
    "registers.cell_ref_ambiguous": ("several may be called so", "write the full name or the code of one of them"),
    "registers.cell_two_columns": (
        "two columns of this property say different things",
        "leave one of the columns out, or say for which time each is true",
    ),
}


def cure(code: str) -> str:
    """What to do about a fault; empty for a code that has no words."""
    return (OF_CELLS.get(code) or OF_VALUES.get(code) or ("", ""))[1]
