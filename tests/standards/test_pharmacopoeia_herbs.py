"""Herbs of the pharmacopoeia: some that an expert knows by heart, and the form of all."""

import re

import pytest

from yaomai.standards.pharmacopoeia_herbs import Species, herbs

HERBS = herbs()
KNOWN = [
    ("当归", "ANGELICAE SINENSIS RADIX", [Species("当归", "Angelica sinensis")], "根"),
    (
        "党参",
        "CODONOPSIS RADIX",
        [
            Species("党参", "Codonopsis pilosula"),
            Species("素花党参", "Codonopsis pilosula var. modesta"),
            Species("川党参", "Codonopsis tangshen"),
        ],
        "根",
    ),
    ("红芪", "HEDYSARI RADIX", [Species("多序岩黄芪", "Hedysarum polybotrys")], "根"),
    ("枸杞子", "LYCII FRUCTUS", [Species("宁夏枸杞", "Lycium barbarum")], "果实"),
    ("天麻", "GASTRODIAE RHIZOMA", [Species("天麻", "Gastrodia elata")], "块茎"),
    ("太子参", "PSEUDOSTELLARIAE RADIX", [Species("孩儿参", "Pseudostellaria heterophylla")], "块根"),
    ("金银花", "LONICERAE JAPONICAE FLOS", [Species("忍冬", "Lonicera japonica")], "花蕾或带初开的花"),
]
# What the plans name: document 000, lines 31, 33, 51, 55; document 002, lines 31, 87
NAMED = (
    *("当归", "党参", "黄芪", "红芪", "甘草", "大黄", "柴胡", "板蓝根", "黄芩", "枸杞子", "半夏"),
    *("麻黄", "款冬花", "牛蒡子", "秦艽", "益母草", "玫瑰花", "紫苏叶"),
)


@pytest.mark.parametrize(("name", "drug_name", "species", "part"), KNOWN)
def test_a_herb_is(name, drug_name, species, part):
    herb = HERBS[name]
    assert (herb.drug_name, list(herb.species), herb.part) == (drug_name, species, part)


def test_what_the_plans_name_is_there():
    assert [one for one in NAMED if one not in HERBS] == []
    assert len(HERBS) >= 120


def test_the_form_of_all():
    assert len({one.drug_name for one in HERBS.values()}) == len(HERBS)
    binomial = re.compile(r"[A-Z][a-z]+ [a-z-]+(?: (?:var|f|subsp)\. [a-z-]+)?(?: [a-z]+)?")
    faults = []
    for one in HERBS.values():
        if not re.fullmatch(r"[A-Z][a-zü]+", one.pinyin):
            faults.append(one.pinyin)
        if not re.fullmatch(r"(?:l-)?[A-Z]+(?: [A-Z]+)*", one.drug_name):
            faults.append(one.drug_name)
        if not all(each.endswith("科") for each in one.family.split(";")):
            faults.append(one.family)
        faults += [
            each
            for each in one.species
            if not binomial.fullmatch(each.binomial) and not (each.name.startswith("同属") and not each.binomial)
        ]
    assert faults == []


def test_the_same_binomial_has_one_chinese_name_within_a_herb():
    for one in HERBS.values():
        assert len({each.name for each in one.species}) == len(one.species), one.name
