"""From which species and which part of them does the Chinese Pharmacopoeia accept a herb?

《中华人民共和国药典》 2020年版 一部, the monographs of 药材和饮片: Chinese name, its pinyin, the Latin name of the drug, the
family, the species accepted (Chinese and binomial, as the monograph calls them; without authors), the part used (its drying
left out). Beside this module as pharmacopoeia_herbs.txt: herbs that are grown, gathered or named by the plans in Gansu,
Guizhou and Shandong, and what they are told apart from; not the whole pharmacopoeia. Written down from the monographs'
standard names; a value in doubt is decided by the book.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

EDITION = "《中华人民共和国药典》2020年版一部"


class Species(NamedTuple):
    """A species: its Chinese name, its binomial (empty: 同属…, any of the genus that the monograph allows)."""

    name: str
    binomial: str


class Herb(NamedTuple):
    """A herb of the pharmacopoeia."""

    name: str
    pinyin: str
    drug_name: str
    family: str
    species: tuple[Species, ...]
    part: str


@cache
def herbs() -> Mapping[str, Herb]:
    """All herbs by their Chinese name."""
    text = resources.files("yaomai.standards").joinpath("pharmacopoeia_herbs.txt").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]
    return {
        name: Herb(name, pinyin, drug_name, family, tuple(map(_species, species.split(";"))), part)
        for name, pinyin, drug_name, family, species, part in rows
    }


def _species(text: str) -> Species:
    name, _, binomial = text.partition(" ")
    return Species(name, binomial)
