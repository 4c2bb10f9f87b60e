"""Is this the number of a drug's approval (药品批准文号), and what does it say of the drug?

- 药品注册管理办法 (国家市场监督管理总局令 第27号, 2020), 第一百二十三条: 国药准字, H, Z or S (chemical drug, Chinese
  medicine, biological product), C for those made in Hongkong, Macao and Taiwan or J for those made abroad, four digits of the
  year, four of the sequence.
- 中药注册管理专门规定 (国家药监局 2023年第20号): 国药准字C for compounds of the catalogue of classical formulas.
- 关于统一换发并规范药品批准文号格式的通知 (国药监注〔2001〕582号): the numbers that took the place of all older ones, with
  the letters B (health drugs), T (in-vitro reagents), F (excipients) and J (imported and packed here), too; their first two
  digits are the approving authority: 10 the Ministry of Health, 19 and 20 the State Drug Administration (then these are the
  year's), otherwise the province (the first two digits of GB/T 2260), and the next two the year.
"""

import re
from typing import NamedTuple

LETTERS = {
    "H": "化学药品",
    "Z": "中药",
    "S": "生物制品",
    "C": "古代经典名方中药复方制剂",
    "J": "进口分包装药品",
    "B": "保健药品",
    "T": "体外化学诊断试剂",
    "F": "药用辅料",
}
_NUMBER = re.compile(r"(?:国药准字)?([HZS][CJ]|[HZSCJBTF])([0-9]{4})([0-9]{4})", re.ASCII)
_BEFORE_2002 = re.compile(r"卫药(?:准|健|试)字|药准字[(（〔]|国药试字|[(（〔][0-9]{2,4}[)）〕].{0,4}药")
_MINISTRY_OF_HEALTH = "10"


class DrugApproval(NamedTuple):
    """What a number says. made_in: "" the mainland, "C" Hongkong, Macao or Taiwan, "J" abroad. year: of the approval or, with a
    province, of the new number. province: the first two digits of GB/T 2260, empty where the approval was the state's.
    """

    letter: str
    made_in: str
    year: int
    province: str
    sequence: str


def spelled(text: str) -> str | None:
    """The one spelling, 国药准字Z62020123, of a number with or without its words, spaces and hyphens; None if it has another
    form.
    """
    found = _NUMBER.fullmatch(re.sub(r"[\s\-‐–—:：.·号]+", "", text).upper())
    if found is None or _year(found.group(2)) is None:
        return None
    return f"国药准字{''.join(found.groups())}"


def read(number: str) -> DrugApproval:
    """What a number in its one spelling says. Raises ValueError for another text."""
    found = _NUMBER.fullmatch(number)
    year = _year(found.group(2)) if found else None
    if found is None or year is None:
        raise ValueError(f"an approval number is 国药准字, letters and eight digits, not {number[:40]!r}")
    letters, head, sequence = found.groups()
    is_of_a_province = head[:2] not in ("19", "20", _MINISTRY_OF_HEALTH)
    return DrugApproval(letters[0], letters[1:], year, head[:2] if is_of_a_province else "", sequence)


def is_before_2002(text: str) -> bool:
    """Whether this has the form of a number that the one of 2002 replaced, such as 甘卫药准字(1995)第000123号."""
    return _BEFORE_2002.search(re.sub(r"\s+", "", text)) is not None


def _year(head: str) -> int | None:
    """The year of the first four digits; None where they are neither a year nor an authority with two digits of one."""
    if head[:2] in ("19", "20"):
        return int(head)
    if head[:2] != _MINISTRY_OF_HEALTH and not 11 <= int(head[:2]) <= 65:
        return None
    short = int(head[2:])
    return short + (1900 if short >= 50 else 2000)
