"""What is read from a cell: tables that an expert can read and extend, and the round trip of what is written."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.registers.declaration import Area, Choice, Code, Date, Division, Flag, Number, Point, Ref, Text, Year
from yaomai.registers.engine.read_fault import FAULTS
from yaomai.registers.engine.reading import ReadFault, is_blank, joined, read, written
from yaomai.standards import gb32100, gbt2260, gbt4754
from yaomai.standards.gs1.check_digit import check_digit
from yaomai.web.labels_registers import VALUE_FAULTS, fault_sentence

MU, YUAN, TONNES, PEOPLE, SHARE = (
    Number(unit="MU"),
    Number(unit="CNY"),
    Number(unit="TNE"),
    Number(is_whole=True),
    Number(unit="P1"),
)
FORMS = Choice({"company": "公司", "branch": "分支机构", "research": "研发、生产"})
NAMES = Text(longest=40)

READ = [
    # type, what stands in the cell, the head's unit, what is read
    (MU, "3.5万亩", "", "35000"),
    (MU, 3.5, "万亩", "35000"),
    (MU, "3.5万", "亩", "35000"),
    (MU, "3.5", "单位：万亩", "35000"),
    (MU, "100公顷", "", "1500"),
    (MU, 12, "公顷", "180"),
    (MU, "2平方公里", "", "3000"),
    (MU, "666平方米", "", "0.999"),
    (MU, "１，２３４．５", "", "1234.5"),
    (MU, "1 234 567 亩", "", "1234567"),
    (MU, 0.1 + 0.2, "", "0.3"),
    (MU, "－5", "", "-5"),
    (MU, "0.50", "", "0.5"),
    (MU, 12.0, "", "12"),
    (MU, Decimal("1.10"), "", "1.1"),
    (YUAN, "1.2亿元", "", "120000000"),
    (YUAN, "￥3,000.50", "", "3000.5"),
    (YUAN, 350, "万元", "3500000"),
    (YUAN, "3000万", "", "30000000"),
    (TONNES, "500公斤", "", "0.5"),
    (TONNES, "3斤", "", "0.0015"),
    (TONNES, "2万吨", "", "20000"),
    (TONNES, "10", "千克", "0.01"),
    (PEOPLE, "120人", "", "120"),
    (PEOPLE, "1.5万人", "", "15000"),
    (PEOPLE, 1.5, "万人", "15000"),
    (SHARE, "35%", "", "35"),
    (SHARE, "３．５％", "", "3.5"),
    (SHARE, "5‰", "", "0.5"),
    (SHARE, 35.0, "", "35"),
    (Date(), "2021年3月5日", "", "2021-03-05"),
    (Date(), "2021.3.5", "", "2021-03-05"),
    (Date(), "２０２１／３／５", "", "2021-03-05"),
    (Date(), "20210305", "", "2021-03-05"),
    (Date(), 20210305.0, "", "2021-03-05"),
    (Date(), 44260.0, "", "2021-03-05"),
    (Date(), 44260.75, "", "2021-03-05"),
    (Date(), "44260", "", "2021-03-05"),
    (Date(), dt.date(2021, 3, 5), "", "2021-03-05"),
    (Date(), dt.datetime(2021, 3, 5, 13, 20), "", "2021-03-05"),  # noqa: DTZ001 -- a cell has no zone
    (Date(), "2021-03-05 00:00:00", "", "2021-03-05"),
    (Year(), "2021年", "", 2021),
    (Year(), 2021.0, "", 2021),
    (Year(), "２０２１年度", "", 2021),
    (Year(), dt.date(2021, 1, 1), "", 2021),
    (Flag(), "是", "", True),
    (Flag(), "√", "", True),
    (Flag(), "无", "", False),
    (Flag(), 0.0, "", False),
    (Flag(), "Ｎ", "", False),
    (FORMS, "分支机构", "", "branch"),
    (FORMS, " 公 司", "", "company"),
    (FORMS, "branch", "", "branch"),
    (Division(), "岷县", "", "621126"),
    (Division(), "甘肃省定西市岷县", "", "621126"),
    (Division(), "甘肃 / 定西 / 岷县", "", "621126"),
    (Division(), 621126.0, "", "621126"),
    (Division(), "６２１１２６", "", "621126"),
    (Division(), "621126000000", "", "621126"),
    (Division(), "621126 岷县", "", "621126"),
    (Division(), "兰州城关区", "", "620102"),
    (Division(), "武都县", "", "622621"),
    (Code("gtin"), "6901234567892", "", "06901234567892"),
    (Code("gtin"), 6901234567892.0, "", "06901234567892"),
    (Code("gtin"), "(01)06901234567892", "", "06901234567892"),
    (Code("industry"), "C2730", "", "2730"),
    (Code("industry"), "中药饮片加工", "", "2730"),
    (Code("industry"), "273 中药饮片加工", "", "273"),
    (Code("industry"), "0171", "", "0171"),
    (Code("drug_approval"), "国药准字 z62020123", "", "国药准字Z62020123"),
    (Code("drug_approval"), "国药准字ＨＪ２０２０００１２", "", "国药准字HJ20200012"),
    (NAMES, "兰州生物制品\n研究所", "", "兰州生物制品研究所"),
    (NAMES, "Sino\nPharm", "", "Sino Pharm"),
    (NAMES, 13912345678.0, "", "13912345678"),
    (NAMES, "=HYPERLINK(1)", "", "=HYPERLINK(1)"),
    (NAMES, "<script>alert(1)</script>", "", "<script>alert(1)</script>"),
    (NAMES, "\u200b岷县　", "", "岷县"),
    (Text(lines=True), " 甲 \r\n 乙 ", "", "甲\n乙"),
    (Ref("enterprise"), "兰州佛慈", "", "兰州佛慈"),
    (Ref("enterprise"), 12, "", 12),
    (Point(), "104.03,34.44", "", ["104.03", "34.44"]),
    (Point(), "东经104.03°，北纬34.44°", "", ["104.03", "34.44"]),
    (Point(), "34°26′24″N 104°01′48″E", "", ["104.03", "34.44"]),
    (Point(), "N34.44 E104.03", "", ["104.03", "34.44"]),
    (Point(), "POINT (104.03 34.44)", "", ["104.03", "34.44"]),
    (Point(), {"type": "Point", "coordinates": [104.03, 34.44]}, "", ["104.03", "34.44"]),
    (MU, "无", "", None),
    (NAMES, "—", "", None),
    (Date(), "/", "", None),
]

FAULTY = [
    # type, what stands in the cell, the head's unit, the code, what the hint must name
    (MU, "", "", "empty", ""),
    (MU, "约3.5万亩", "", "hedged", ""),
    (MU, "3万多亩", "", "hedged", ""),
    (MU, "近100亩", "", "hedged", ""),
    (MU, "100余亩", "", "hedged", ""),
    (MU, "≥5", "", "hedged", ""),
    (MU, "12.3①", "", "hedged", ""),
    (MU, "12.3 ⑵", "", "hedged", ""),
    (MU, "①12.3", "", "hedged", ""),
    (MU, "12³", "", "hedged", ""),
    (MU, "3-5万亩", "", "range", ""),
    (MU, "3至5", "", "range", ""),
    (MU, "三万亩", "", "numeral", ""),
    (MU, "1,23", "", "thousands", ""),
    (MU, "1.2E+05", "", "rounded_display", ""),
    (MU, "abc", "", "not_a_number", ""),
    (MU, True, "", "not_a_number", ""),
    (Text(), True, "", "not_text", ""),
    (Text(lines=True), False, "", "not_text", ""),
    (MU, float("nan"), "", "not_a_number", ""),
    (MU, "9" * 200, "", "not_a_number", ""),
    (MU, "1e999999999", "", "rounded_display", ""),
    (MU, Decimal("1e999999999"), "", "too_long", ""),
    (MU, 10**50, "", "not_a_number", ""),
    (Flag(), 10**50, "", "not_yes_or_no", ""),
    (Date(), 10**50, "", "not_a_day", ""),
    (MU, "5吨", "", "unit_of_another_kind", "MU"),
    (MU, "5倍", "", "unit_unknown", "倍"),
    (MU, "3亩", "万亩", "unit_twice", "万亩 / 亩"),
    (MU, "3万", "万亩", "unit_twice", "万"),
    (MU, "#REF!", "", "spreadsheet_error", ""),
    (Number(unit="HAR"), "1亩", "", "unit_not_exact", "HAR"),
    (YUAN, 6.2e17, "", "digits_lost", ""),
    (YUAN, "120万美元", "", "unit_of_another_kind", "CNY"),
    (PEOPLE, "12.5", "", "not_whole", ""),
    (SHARE, 0.35, "", "percent_or_fraction", ""),
    (SHARE, 1.0, "", "percent_or_fraction", ""),
    (Number(least=Decimal(1), most=Decimal(5)), "0", "", "too_small", "1"),
    (Number(least=Decimal(1), most=Decimal(5)), "5.1", "", "too_large", "5"),
    (Date(), "2021年3月", "", "day_missing", ""),
    (Date(), "202103", "", "day_missing", ""),
    (Date(), 2021.0, "", "day_missing", ""),
    (Date(), "3/5/2021", "", "day_ambiguous", ""),
    (Date(), "21年3月5日", "", "day_ambiguous", ""),
    (Date(), "2021-02-30", "", "no_such_day", ""),
    (Date(), "长期有效", "", "not_a_day", ""),
    (Date(), 12.0, "", "not_a_day", ""),
    (Date(), dt.time(12), "", "not_a_day", ""),
    (Date(), dt.timedelta(3), "", "not_a_day", ""),
    (Year(), "21", "", "not_a_year", ""),
    (Year(), 44260.0, "", "not_a_year", ""),
    (Flag(), "也许", "", "not_yes_or_no", ""),
    (FORMS, "个体户", "", "not_a_choice", "公司、分支机构"),
    (Division(), "城关区", "", "division_ambiguous", "620102 甘肃省兰州市城关区"),
    (Division(), "兰州新区", "", "division_unknown", ""),
    (Division(), "629999", "", "division_unknown", ""),
    (Division(), "621126 漳县", "", "division_name", "岷县"),
    (Code("uscc"), 9.162010022433342e17, "", "digits_lost", ""),
    (Code("uscc"), "620100200012345", "", "old_registration_number", ""),
    (Code("uscc"), "91620100224333421O", "", "uscc_form", "O"),
    (Code("uscc"), "91620100", "", "uscc_form", "8"),
    (Code("gtin"), "6901234567891", "", "gs1_check", ""),
    (Code("gln"), "69012345", "", "gs1_form", "8"),
    (Code("industry"), 171.0, "", "industry_ambiguous", "0171 中草药种植"),
    (Code("industry"), "D2730", "", "industry_ambiguous", "2730"),
    (Code("industry"), "卖药", "", "industry_unknown", ""),
    (Code("drug_approval"), "甘卫药准字(1995)第000123号", "", "drug_approval_old", ""),
    (Code("drug_approval"), "国药准字X123", "", "drug_approval_form", ""),
    (NAMES, "甲" * 41, "", "too_long", "41 > 40"),
    (NAMES, "甲\x00乙", "", "control_character", ""),
    (NAMES, "甲\u202e乙", "", "control_character", ""),
    (NAMES, {"a": 1}, "", "not_text", ""),
    (Ref("enterprise"), True, "", "reference", ""),
    (Point(), "34.44,104.03", "", "swapped", "104.03,34.44"),
    (Point(), "2.35,48.85", "", "outside_china", ""),
    (Point(), "512345.6,3812345", "", "outside_china", ""),
    (Point(), "岷县", "", "not_a_point", ""),
    (Point(), [104.03], "", "not_a_point", ""),
    (Point(), ["x", "y"], "", "not_a_point", ""),
    (Area(), "POLYGON((104 34,105 34,105 35,104 35))", "", "ring_open", ""),
    (Area(), "POLYGON((104 34,105 35,105 34,104 35,104 34))", "", "ring_crosses", "104.5 34.5"),
    (Area(), "POLYGON((34 104,34 105,35 105,34 104))", "", "swapped", ""),
    (Area(), "POLYGON((10 50,11 50,11 51,10 50))", "", "outside_china", ""),
    (Area(), "POLYGON((104 34,105 34,104 34))", "", "not_an_area", ""),
    (Area(), "{", "", "not_an_area", ""),
    (Area(), {"type": "Polygon", "coordinates": [[["a", "b"]]]}, "", "not_an_area", ""),
    (Area(), {"type": "LineString", "coordinates": [[104, 34], [105, 35]]}, "", "not_an_area", ""),
    (Area(), "[" * 5000, "", "not_an_area", ""),
]


@pytest.mark.parametrize(("type_", "cell", "unit", "value"), READ)
def test_is_read_as(type_, cell, unit, value):
    assert read(type_, cell, unit=unit).value == value


def test_a_credit_code_is_read_with_spaces_full_width_digits_and_small_letters():
    body = "91620100MA7112345"
    code = body + gb32100.check_character(body)
    spaced = " ".join(code[place : place + 4] for place in range(0, 18, 4)).lower()
    full_width = "".join(chr(ord(one) + 0xFEE0) for one in code)
    assert read(Code("uscc"), spaced).value == read(Code("uscc"), full_width).value == code
    wrong = body + next(one for one in gb32100.CHARACTERS if one != code[-1])
    with pytest.raises(ReadFault) as fault:
        read(Code("uscc"), wrong)
    assert fault.value.code == "registers.value_uscc_check"


@pytest.mark.parametrize(("type_", "cell", "unit", "code", "hint"), FAULTY)
def test_is_refused_with_what_was_seen_and_what_to_do(type_, cell, unit, code, hint):
    with pytest.raises(ReadFault) as fault:
        read(type_, cell, unit=unit)
    assert fault.value.code == f"registers.value_{code}"
    assert hint in fault.value.hint
    assert fault.value.cure in str(fault.value)
    assert "{" not in fault_sentence(fault.value).replace(fault.value.value, "").replace(fault.value.hint, "")


LISTS = [
    (NAMES, "甲、乙，丙", ["甲", "乙", "丙"]),
    (NAMES, "甲；乙、丙", ["甲", "乙、丙"]),  # the stronger mark parts, the weaker is part of a value
    (NAMES, "甲\n乙；丙", ["甲", "乙；丙"]),
    (NAMES, "甲/乙/甲", ["甲", "乙"]),
    (NAMES, ["甲", " 乙 "], ["甲", "乙"]),
    (NAMES, "无", None),
    (NAMES, "Bayer, Inc.", ["Bayer, Inc."]),
    (FORMS, "公司,分支机构", ["company", "branch"]),
    (FORMS, "研发、生产", ["research"]),  # a choice's own mark parts nothing
    (Date(), "2021/3/5、2021.4.1", ["2021-03-05", "2021-04-01"]),
    (MU, "1,200亩、3万亩", ["1200", "30000"]),
    (Division(), "岷县、漳县", ["621126", "621125"]),
    (Point(), "104.03,34.44；105,35", [["104.03", "34.44"], ["105", "35"]]),
    (Point(), ["104.03", "34.44"], [["104.03", "34.44"]]),
    (Ref("herb"), "当归、黄芪", ["当归", "黄芪"]),
    (Ref("herb"), [3, 4], [3, 4]),
]


@pytest.mark.parametrize(("type_", "cell", "values"), LISTS)
def test_lists(type_, cell, values):
    assert read(type_, cell, many=True).value == values


def test_every_fault_has_words_and_every_word_its_fault():
    assert VALUE_FAULTS.keys() == FAULTS.keys()


def test_a_blank_cell_says_nothing_and_a_dash_that_there_is_none():
    assert [is_blank(one) for one in (None, "", " \u3000", "\ufeff", "0", 0, False)] == [True] * 4 + [False] * 3
    assert written(NAMES, None) == "—"
    assert read(NAMES, written(NAMES, None)).value is None


ordinary = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=30
)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
places = st.tuples(st.decimals("73.5", "135", places=6), st.decimals("3.5", "53.5", places=6)).map(list)
TYPED = st.one_of(
    st.tuples(st.just(NAMES), ordinary),
    st.tuples(st.just(Text(lines=True)), st.text(max_size=60)),
    st.tuples(st.sampled_from((MU, YUAN, SHARE, Number())), decimals),
    st.tuples(st.just(Date()), st.dates()),
    st.tuples(st.just(Year()), st.integers(1000, 2999)),
    st.tuples(st.just(Flag()), st.booleans()),
    st.tuples(st.just(FORMS), st.sampled_from(tuple(FORMS.options))),
    st.tuples(st.just(Division()), st.sampled_from(sorted(gbt2260.within("620000", past=True)))),
    st.tuples(st.just(Code("industry")), st.sampled_from(sorted(gbt4754.within("C")))),
    st.tuples(
        st.just(Code("gln")), st.integers(0, 10**12 - 1).map(lambda one: f"{one:012}" + check_digit(f"{one:012}"))
    ),
    st.tuples(st.just(Point()), places),
)


@given(TYPED)
def test_what_is_written_is_read_again(typed):
    type_, raw = typed
    try:
        value = read(type_, raw).value
    except ReadFault:
        assert isinstance(type_, Text)  # blank, control characters
        return
    text = written(type_, value)
    assert read(type_, text).value == value
    assert written(type_, read(type_, text).value) == text


@given(st.lists(ordinary, min_size=1, max_size=4))
def test_a_list_that_is_written_is_read_again(texts):
    value = read(NAMES, texts, many=True).value if not all(map(is_blank, texts)) else None
    assert read(NAMES, written(NAMES, value), many=True).value == value


@pytest.mark.parametrize("titles", [["甲、乙公司"], ["甲；乙", "丙"], ["甲", "乙/丙"], []])
def test_titles_that_are_joined_are_read_again(titles):
    text = joined(Ref("enterprise"), titles)
    assert (read(Ref("enterprise"), text, many=True).value if text else []) == titles


@given(st.lists(places, min_size=1, max_size=3))
def test_points_that_are_written_are_read_again(points):
    value = read(Point(), points, many=True).value
    assert read(Point(), written(Point(), value), many=True).value == value


@given(
    st.one_of(
        st.text(max_size=40),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.times(),
        st.timedeltas(),
        st.binary(max_size=3),
        st.lists(st.text(max_size=3), max_size=3),
        st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    )
)
def test_whatever_stands_in_a_cell_is_read_or_refused(raw):
    seen = set()
    for type_ in (
        NAMES,
        MU,
        Date(),
        Year(),
        Flag(),
        FORMS,
        Division(),
        Point(),
        Area(),
        Ref("herb"),
        Code("uscc"),
        Code("industry"),
        Code("gtin"),
        Code("drug_approval"),
    ):
        for many in (False, True):
            try:
                json.dumps(read(type_, raw, many=many).value).encode()
            except ReadFault as fault:
                seen.add(fault.code)
    assert seen <= FAULTS.keys()


@pytest.mark.parametrize(
    "type_", [NAMES, MU, Date(), Year(), Flag(), FORMS, Division(), Point(), Ref("herb"), Code("uscc")]
)
def test_a_number_that_python_would_not_write_is_refused_in_few_words(type_):
    with pytest.raises(ReadFault) as fault:
        read(type_, 10**5000)
    assert len(str(fault.value)) < 400


CELL = 32_767  # how many characters a cell of Excel can hold
HOSTILE = [
    " " * CELL,
    "1" + " " * CELL + "1",
    "621126" + " " * CELL + "1",
    "1" + "- " * (CELL // 2),
    "约" * CELL,
    "、" * CELL,
    "甲、" * (CELL // 2),
    "甲" + "\n" * CELL + "乙",
    "甲" + " \t" * (CELL // 2) + "\n",
    "(" * CELL,
    "POINT(" + " " * CELL,
    "POLYGON((" + "104 34," * (CELL // 7) + "))",
    "[" * CELL + "]" * CELL,
    "2021年" + " " * CELL + "3月",
]


@pytest.mark.parametrize("cell", HOSTILE, ids=lambda one: one[:12])
def test_a_cell_full_of_anything_is_answered_at_once(cell):
    """A pattern that tries everything twice would take minutes for these."""
    for type_ in (
        NAMES,
        Text(100_000, lines=True),
        MU,
        Date(),
        Flag(),
        FORMS,
        Division(),
        Point(),
        Area(),
        Code("industry"),
    ):
        for many in (False, True):
            try:
                assert read(type_, cell, many=many).value is None or isinstance(type_, Text)
            except ReadFault as fault:
                assert len(str(fault)) < 400  # noqa: PT017 -- either answer is right


def test_an_outline_is_kept_with_its_outer_ring_counterclockwise_and_its_holes():
    clockwise = "POLYGON((104 34,104 36,106 36,106 34,104 34),(104.5 34.5,105 34.5,105 35,104.5 34.5))"
    found = read(Area(), clockwise).value
    assert found["coordinates"][0][1] == [106.0, 34.0]
    assert read(Area(), written(Area(), found)).value == found
    assert read(Area(), written(Area(), [found, found]), many=True).value == [found]
    assert read(Area(), {"type": "Feature", "geometry": found}).value == found
