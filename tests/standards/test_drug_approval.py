"""Approval numbers of drugs: their spelling, and what they say."""

import pytest

from yaomai.standards import drug_approval
from yaomai.standards.drug_approval import DrugApproval

SAYS = [
    # 62 is Gansu, 52 Guizhou, 37 Shandong; 10 the Ministry of Health; a year: the state's own office
    ("国药准字Z62020123", DrugApproval("Z", "", 2002, "62", "0123")),
    ("国药准字H52020123", DrugApproval("H", "", 2002, "52", "0123")),
    ("国药准字S10950001", DrugApproval("S", "", 1995, "", "0001")),
    ("国药准字Z20100001", DrugApproval("Z", "", 2010, "", "0001")),
    ("国药准字H19990123", DrugApproval("H", "", 1999, "", "0123")),
    ("国药准字HJ20200012", DrugApproval("H", "J", 2020, "", "0012")),
    ("国药准字ZC20210003", DrugApproval("Z", "C", 2021, "", "0003")),
    ("国药准字C20220101", DrugApproval("C", "", 2022, "", "0101")),
    ("国药准字J20130001", DrugApproval("J", "", 2013, "", "0001")),
]
SPELLED = [
    ("国药准字 Z 62020123", "国药准字Z62020123"),
    ("z62020123", "国药准字Z62020123"),
    ("国药准字：Z62020123号", "国药准字Z62020123"),
    ("国药准字Z6202012", None),
    ("国药准字Z620201234", None),
    ("国药准字X62020123", None),
    ("国药准字BC20200001", None),
    ("国药准字Z99020123", None),
    ("甘卫药准字(1995)第000123号", None),
    ("", None),
]


@pytest.mark.parametrize(("number", "says"), SAYS)
def test_what_a_number_says(number, says):
    assert drug_approval.spelled(number) == number
    assert drug_approval.read(number) == says


@pytest.mark.parametrize(("text", "number"), SPELLED)
def test_its_one_spelling(text, number):
    assert drug_approval.spelled(text) == number


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="not '国药准字X1'"):
        drug_approval.read("国药准字X1")


@pytest.mark.parametrize("text", ["甘卫药准字(1995)第000123号", "(95)卫药准字Z-12号", "国药试字Z20000012"])
def test_numbers_of_before_2002_are_known_as_such(text):
    assert drug_approval.is_before_2002(text)
    assert not drug_approval.is_before_2002("国药准字Z62020123")
