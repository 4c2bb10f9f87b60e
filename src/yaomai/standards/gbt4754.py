"""Which industry has this code, and which industries can a written name mean?

GB/T 4754-2017 国民经济行业分类: 20 sections (a letter), 97 divisions (two digits), 473 groups (three), classes (four). Beside
this module as gbt4754.txt, which was written down from the standard's names and held, row for row, against a public list of
them (1,772 rows, where a group with one class counts once). It has 1,381 classes; the standard's own count before its
amendment of 2019 is 1,380.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from yaomai.errors import NotFoundError


def industry(code: str) -> str:
    """The name of the industry of this code: a letter, or two to four digits. Raises NotFoundError."""
    found = _table().names.get(code)
    if found is None:
        raise NotFoundError(f"GB/T 4754-2017 has no industry {code[:20]!r}")
    return found


def section(code: str) -> str:
    """The letter of the section that an industry belongs to. Raises NotFoundError."""
    industry(code)
    return code if code.isalpha() else _table().sections[code[:2]]


def above(code: str) -> Sequence[str]:
    """The industries that this one belongs to, the section first. Raises NotFoundError."""
    industry(code)
    return () if code.isalpha() else (section(code), *(code[:length] for length in range(2, len(code))))


def within(code: str) -> Sequence[str]:
    """The industry and all below it. Raises NotFoundError."""
    industry(code)
    names, sections = _table().names, _table().sections
    if code.isalpha():
        return [code, *(one for one in names if not one.isalpha() and sections[one[:2]] == code)]
    return [one for one in names if one.startswith(code)]


def find(name: str) -> tuple[str, ...]:
    """The codes of the industries called so, in the order of the standard. A class that bears the name of its group is meant by
    both, so it alone is given, as the finest; of others that share a name all are.
    """
    found = _table().codes.get(_folded(name), ())
    return tuple(one for one in found if not any(other != one and one in above(other) for other in found))


def is_called(code: str, name: str) -> bool:
    """Whether the industry of this code has this name, brackets and commas of either width. Raises NotFoundError."""
    return _folded(industry(code)) == _folded(name)


class _Table(NamedTuple):
    names: Mapping[str, str]
    sections: Mapping[str, str]
    codes: Mapping[str, Sequence[str]]


def _folded(name: str) -> str:
    return "".join(name.split()).translate({ord("（"): "(", ord("）"): ")", ord(","): "、", ord("，"): "、"})


@cache
def _table() -> _Table:
    names: dict[str, str] = {}
    sections: dict[str, str] = {}
    codes: dict[str, list[str]] = {}
    letter = ""
    for line in resources.files("yaomai.standards").joinpath("gbt4754.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, name = line.split("\t")
        letter = code if code.isalpha() else letter
        names[code] = name
        sections[code[:2]] = letter
        codes.setdefault(_folded(name), []).append(code)
    return _Table(names, sections, codes)
