"""What is wrong with a value that cannot be read?

Every code stands here once, with what happened and what to do; the words that people read for it are in `web/labels_registers.py`.
"""

from decimal import Decimal

from yaomai.errors import RefusedError

FAULTS: dict[str, tuple[str, str]] = {
    # code: (what happened, what to do)
    "registers.value_empty": ("there is no value", "leave the property out, or say that there is none with a dash"),
    "registers.value_spreadsheet_error": (
        "the cell holds a spreadsheet's error",
        "put the formula right or type the value",
    ),
    "registers.value_control_character": ("the text holds an invisible control character", "type the text anew"),
    "registers.value_not_text": ("this is no text", "write a text"),
    "registers.value_too_long": ("the text is too long", "shorten it"),
    "registers.value_digits_lost": (
        "this is a number of more than 15 digits, of which a spreadsheet keeps only 15: the others are lost",
        "format the cell as text and type the code anew",
    ),
    "registers.value_not_a_number": ("this is no number", "write digits, with at most a point and a unit"),
    "registers.value_thousands": ("a comma stands where it parts no thousands", "write a point before decimals"),
    "registers.value_hedged": (
        "the number is hedged",
        "write the number itself, without about, more than or less than",
    ),
    "registers.value_range": ("this is a range", "write one number; for a range use two properties"),
    "registers.value_numeral": ("the number is written in Chinese numerals", "write it in digits"),
    "registers.value_rounded_display": ("a number with an exponent is a rounded display", "write all its digits"),
    "registers.value_unit_unknown": ("the unit is not known", "write the number in the property's unit"),
    "registers.value_unit_of_another_kind": (
        "the unit measures something else",
        "write the number in the property's unit",
    ),
    "registers.value_unit_twice": (
        "column head and cell state different units",
        "state the unit in one place, or the same in both",
    ),
    "registers.value_unit_not_exact": (
        "in the property's unit the number has no finite decimal form",
        "write it in the property's unit, rounded as you answer for",
    ),
    "registers.value_percent_or_fraction": (
        "a number of at most 1 may be a fraction or a percentage",
        "write it with the sign %",
    ),
    "registers.value_too_small": ("the number is below what the property allows", "check number and unit"),
    "registers.value_too_large": ("the number is above what the property allows", "check number and unit"),
    "registers.value_not_whole": ("the number is not whole", "write a whole number"),
    "registers.value_not_a_day": ("this is no day", "write it as 2021-03-05"),
    "registers.value_day_missing": ("the day is missing", "write year, month and day, as 2021-03-05"),
    "registers.value_day_ambiguous": (
        "day, month and year cannot be told apart",
        "write the year first, in four digits, as 2021-03-05",
    ),
    "registers.value_no_such_day": ("the calendar has no such day", "check month and day"),
    "registers.value_not_a_year": ("this is no year", "write four digits, as 2021"),
    "registers.value_not_yes_or_no": ("this is neither yes nor no", "write yes or no"),
    "registers.value_not_a_choice": ("this is none of the choices", "write one of the choices"),
    "registers.value_uscc_form": (
        "a unified social credit code has 18 characters, digits and capitals without I, O, S, V and Z",
        "copy it from the licence",
    ),
    "registers.value_uscc_check": ("the check character does not fit", "compare the code with the licence"),
    "registers.value_old_registration_number": (
        "this is a registration number of 15 digits, as it was before 2015",
        "write the unified social credit code",
    ),
    "registers.value_gs1_form": (
        "a GS1 key has digits only, and 13 (a GTIN 8, 12, 13 or 14) of them",
        "copy all of them",
    ),
    "registers.value_gs1_check": ("the check digit does not fit", "compare the number with its label"),
    "registers.value_drug_approval_form": (
        "this has not the form of a drug approval number",
        "write it as on the label",
    ),
    "registers.value_drug_approval_old": (
        "this is an approval number of before 2002, which was replaced",
        "write the present number",
    ),
    "registers.value_industry_unknown": ("the classification of 2017 has no such industry", "look it up by its name"),
    "registers.value_industry_ambiguous": ("several industries can be meant", "write the code of one of them"),
    "registers.value_division_unknown": ("there is no such division", "write its code or its full name"),
    "registers.value_division_ambiguous": ("several divisions have this name", "write its province, too, or its code"),
    "registers.value_division_name": ("code and name are not of one division", "write the code or the name"),
    "registers.value_reference": ("this is no name of an entry", "write its name or a code"),
    "registers.value_not_a_point": ("this is no point", "write longitude and latitude in degrees, as 104.03,34.44"),
    "registers.value_swapped": ("longitude and latitude are swapped", "write the longitude first"),
    "registers.value_outside_china": ("the place is not in China", "check both coordinates, and that they are degrees"),
    "registers.value_not_an_area": ("this is no outline", "write a GeoJSON or WKT polygon"),
    "registers.value_ring_open": ("a ring does not end where it begins", "repeat its first point at its end"),
    "registers.value_ring_crosses": ("the outline crosses itself", "put the order of its points right"),
    "registers.value_outline_large": ("the outline has too many points", "simplify it"),
    "registers.value_too_many": ("the cell lists too many values", "leave out what does not belong here"),
    "registers.value_not_a_list": ("this is no list", "write one value"),
}


_LONGEST_INTEGER = 10**40


class ReadFault(RefusedError):  # noqa: N818 -- the contract's word: a fault of a value, found while it is read
    """A value that cannot be read: its stable code, the value seen, and `hint`: what else is known (the candidates, the bound, the
    unit), as data without words. `what` and `cure` are the code's sentences for programs and developers.
    """

    def __init__(self, code: str, value: object, hint: str = "") -> None:
        self.code, self.hint = code, hint
        if isinstance(value, str):
            seen = value
        elif isinstance(value, int) and abs(value) > _LONGEST_INTEGER:
            seen = f"{Decimal(value):.6g}"  # Python writes no integer of more than some thousand digits
        else:
            seen = repr(value)
        self.value = seen if len(seen) <= 120 else f"{seen[:119]}…"
        self.what, self.cure = FAULTS[code]
        super().__init__(f"{self.what}: {self.value!r}{f' ({hint})' if hint else ''}; {self.cure}")
