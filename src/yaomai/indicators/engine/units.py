"""In which units can an indicator be?"""

from yaomai.registers.engine.reading_numbers import unit_codes

MONEY = "CNY"
PERCENT = "P1"
"""UN/ECE Rec. 20: per cent, recorded as printed (13.6)."""
UNITS = unit_codes() | {MONEY, PERCENT, "MU", ""}
"""UN/ECE Recommendation 20 codes that have words, CNY (ISO 4217), MU (亩); empty: a plain number, or counted things."""
