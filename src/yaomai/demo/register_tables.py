"""What stands in the made-up workbooks of the registers?

Everything here is invented but counties, herbs, and the names of four geographical indications that a plan names (001 L114-116).
Each table holds what somebody would have typed; it is read by the import like any other file.
"""

from dataclasses import dataclass
from functools import cache

from yaomai.demo.chance import Chance
from yaomai.demo.herb_counties import COUNTIES, HUATING, SEED
from yaomai.demo.herbs import GANSU_ZONES
from yaomai.demo.herbs import ROWS as HERBS
from yaomai.demo.people import division_of
from yaomai.demo.province import GUIQI, GUIYUAN, MANUFACTURER, PARTIES, SHENCAO, Party
from yaomai.standards.gb32100 import CHARACTERS, check_character

INVENTED = "（虚构）"


@dataclass(frozen=True, slots=True)
class Table:
    """One workbook: its file's name, the kind it fills, its heads and rows as somebody would have typed them."""

    file: str
    kind: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheet: str = "表一"


@dataclass(frozen=True, slots=True)
class Many:
    """How many of each the made-up registers hold."""

    enterprises: int
    products: int
    bases: int
    herbs: int
    experts: int
    agencies: int


def many(scale: int) -> Many:
    """So many at this scale of the made-up year: 0 is small enough for a test; more than 1 is not more."""
    return Many(12, 14, 36, 24, 12, 10) if scale == 0 else Many(255, 400, 250, len(HERBS), 60, 40)


def people_and_products(size: Many) -> list[Table]:
    """All workbooks but those of land, in their order: what is referred to comes first."""
    return [
        _herbs(size.herbs),
        _enterprises(size),
        _brands(),
        _authorisations(),
        _products(size),
        _experts(size),
        _agencies(size),
        _qualifications(size),
    ]


def _uscc(number: int, division: str) -> str:
    """A code that is right by its check character, and whose own part begins with XX as no real one does."""
    digits = ""
    for _ in range(7):
        number, rest = divmod(number, 31)
        digits = CHARACTERS[rest] + digits
    body = f"91{division}XX{digits}"
    return body + check_character(body)


def _gln(party: Party) -> str:
    return party.uri.rpartition("/")[2]


def _herbs(count: int) -> Table:
    rows = []
    for name, latin, species, family, part, others in HERBS[:count]:
        altitude, zones = GANSU_ZONES.get(name, ("", ""))
        bulk = "是" if name in GANSU_ZONES else "否"
        rows.append((name, latin, species, family, part, others, altitude, zones, bulk))
    heads = ("药材名称", "拉丁药名", "基原", "科", "药用部位", "别名", "种植海拔下限（米）", "道地产区", "大宗道地药材")
    return Table("药材名录.xlsx", "herb", heads, tuple(rows), "药材")


_SORTS = (
    ("中药饮片有限公司", "2730"),
    ("药业有限公司", "2740"),
    ("种植农民专业合作社", "0171"),
    ("医药贸易有限公司", "5151"),
    ("生物科技有限公司", "2761"),
    ("医疗器械有限公司", "3589"),
)
_WORDS = (
    "恒源",
    "康泰",
    "本草",
    "陇脉",
    "百合",
    "厚德",
    "仁和堂",
    "青山",
    "天源",
    "金桥",
    "润泽",
    "惠农",
    "丰华",
    "永固",
    "明德",
)


@cache
def made_up_enterprises(count: int) -> tuple[tuple[str, str, str, str], ...]:
    """Name, county, industry and code of enterprises that are no party of the chain."""
    chance = Chance(SEED, "enterprises")
    codes = list(COUNTIES)
    found: dict[str, tuple[str, str, str, str]] = {}
    while len(found) < count:
        county = chance.pick(codes)
        ending, industry = chance.pick(_SORTS)
        name = f"{COUNTIES[county][0]}示范{chance.pick(_WORDS)}{ending}"
        code = HUATING.get(county, county)
        found.setdefault(name, (name, code, industry, _uscc(1000 + len(found), code)))
    return tuple(found.values())


_KIND_INDUSTRY = {
    "grower": "0171",
    "processor": "2730",
    "manufacturer": "2740",
    "distributor": "5151",
    "institution": "8412",
}


def _enterprises(size: Many) -> Table:
    rows = []
    for number, party in enumerate(one for one in PARTIES if one.number):
        division = division_of(party)
        if not f"{division}62".startswith("62"):
            continue  # traders of other provinces are known here by what their documents say of them
        form = "农民专业合作社" if party.name.endswith("合作社") else "公司"
        rows.append(
            (
                party.name,
                _uscc(number, division) if division else "",
                _gln(party),
                division,
                _KIND_INDUSTRY.get(party.kind, ""),
                form,
                "",
                "",
            )
        )
    chance = Chance(SEED, "revenue")
    for name, division, industry, code in made_up_enterprises(size.enterprises):
        form = "农民专业合作社" if name.endswith("合作社") else "公司"
        titles = chance.pick(("", "", "", "专精特新", "龙头企业", "瞪羚、专精特新"))
        founded = f"{chance.between(1992, 2021)}-{chance.between(1, 12):02}-{chance.between(1, 28):02}"
        rows.append((name, code, "", division, industry, form, titles, founded))
    heads = ("企业名称", "统一社会信用代码", "GLN", "行政区划", "行业代码", "类型", "称号", "成立日期")
    return Table("医药企业名录.xlsx", "enterprise", heads, tuple(rows), "企业")


_NAMED = (
    ("岷县当归", "621126", "当归"),
    ("渭源白条党参", "621123", "党参"),
    ("陇西黄芪", "621122", "黄芪"),
    ("礼县大黄", "621226", "大黄"),
)
"""Geographical indications that a plan names (001 L114-116); all others here are invented."""


def _brands() -> Table:
    rows: list[tuple[str, ...]] = []
    pairs = [(code, herb) for code, (_, _, _, herbs) in COUNTIES.items() for herb in herbs]
    taken = {(county, herb) for _, county, herb in _NAMED}
    others = [(code, herb) for code, herb in pairs if (code, herb) not in taken][:19]
    gi = [*_NAMED, *((f"{COUNTIES[code][0]}{herb}示范标识", code, herb) for code, herb in others)]
    for at, (name, code, herb) in enumerate(gi):
        division = HUATING.get(code, code)
        sort = "地理标志" if at % 3 == 0 else "农产品地理标志"
        evidence = "名称见 001 L114–116，其余虚构" if at < len(_NAMED) else "虚构"
        rows.append((name, sort, f"SFGI-{at + 1:03}", division, herb, f"{2006 + at % 12}-05-01", "", "否", evidence))
    for at in range(6):
        code, herb = pairs[at * 5]
        end = "2027-12-31" if at < 4 else "2023-12-31"
        rows.append(
            (
                f"{COUNTIES[code][0]}{herb}有机产品",
                "有机产品认证",
                f"SFYJ-{at + 1:03}",
                HUATING.get(code, code),
                herb,
                "2018-03-01",
                end,
                "否",
                "虚构",
            )
        )
    for at in range(5):
        code, herb = pairs[at * 7 + 1]
        rows.append(
            (
                f"陇上{herb}区域品牌{at + 1}",
                "区域公用品牌",
                f"SFQY-{at + 1:03}",
                HUATING.get(code, code),
                herb,
                "2019-09-01",
                "",
                "是",
                "虚构",
            )
        )
    for at in range(17):
        listed = "是" if at < 15 else "否"
        rows.append(
            (
                f"示范商标{_WORDS[at % len(_WORDS)]}{at + 1}",
                "企业商标品牌",
                f"SFSB-{at + 1:03}",
                "",
                "",
                "2017-01-01",
                "2036-12-31",
                listed,
                "虚构",
            )
        )
    heads = ("品牌名称", "类别", "登记号", "产地", "药材", "登记日期", "有效期至", "甘味", "依据")
    return Table("品牌与地理标志.xlsx", "brand", heads, tuple(rows), "品牌")


def _authorisations() -> Table:
    makers = [one for one in PARTIES if one.kind in ("processor", "manufacturer", "grower") and one.number]
    rows = [
        ("SFSQ-0001", "陇西黄芪", MANUFACTURER.name, "2024-01-01", "2027-12-31"),
        ("SFSQ-0002", "岷县当归", MANUFACTURER.name, "2024-01-01", "2027-12-31"),
        ("SFSQ-0003", "岷县当归", GUIYUAN.party.name, "2024-01-01", "2027-12-31"),
    ]
    for at, party in enumerate(one for one in makers if one not in (MANUFACTURER, GUIYUAN.party)):
        mark = _NAMED[at % len(_NAMED)][0]
        rows.append(
            (f"SFSQ-{at + 4:04}", mark, party.name, "2023-06-01", "2025-05-31" if at % 4 == 0 else "2028-05-31")
        )
    return Table(
        "标识使用授权.xlsx",
        "authorisation",
        ("授权编号", "标识", "被授权企业", "生效日期", "有效期至"),
        tuple(rows),
        "授权",
    )


_FORMS = ("颗粒剂", "胶囊剂", "片剂", "丸剂", "口服液体")


_PRODUCT_HEADS = (
    "产品名称",
    "类别",
    "批准文号",
    "商品条码",
    "生产企业",
    "剂型",
    "独家品种",
    "处方药材",
    "使用的标识",
    "2024年年销售收入（元）",
    "2025年年销售收入（元）",
)


def _products(size: Many) -> Table:
    """The office's file of products."""
    shown = _medicines()
    rows = (*shown, *_made_up_products(size, max(0, size.products - len(shown))))
    return Table("产品名录.xlsx", "product", _PRODUCT_HEADS, rows, "产品")


def _medicines() -> list[tuple[str, ...]]:
    """The medicine whose pack is shown bears a mark that its maker may use, the other one a mark that it may not."""
    rows: list[tuple[str, ...]] = []
    for at, (medicine, marks) in enumerate(((GUIQI, "陇西黄芪"), (SHENCAO, "渭源白条党参"))):
        gtin = medicine.pack.uri.rpartition("/")[2]
        herbs = "、".join(herb.name for herb, _ in medicine.herbs)
        approval = f"国药准字Z2099{at + 1:04}"
        rows.append(
            (
                medicine.pack.name,
                "中成药",
                approval,
                gtin,
                MANUFACTURER.name,
                "颗粒剂",
                "是",
                herbs,
                marks,
                "128000000",
                "136500000",
            )
        )
    return rows


def _made_up_products(size: Many, count: int) -> list[tuple[str, ...]]:
    """Products of made-up enterprises."""
    rows: list[tuple[str, ...]] = []
    chance = Chance(SEED, "products")
    makers = [one for one in made_up_enterprises(size.enterprises) if one[2] in ("2730", "2740")]
    known = [row[0] for row in HERBS[: size.herbs]]
    for at in range(count):
        maker = makers[at % len(makers)]
        herb = chance.pick(known)
        sales = chance.between(2, 900) * 100_000
        if maker[2] == "2730":
            rows.append(
                (
                    f"{herb}饮片（{maker[0][:2]}示范{at}）",
                    "中药饮片",
                    "",
                    "",
                    maker[0],
                    "饮片",
                    "否",
                    herb,
                    "",
                    str(sales),
                    str(sales * chance.between(90, 125) // 100),
                )
            )
        else:
            second = chance.pick(known)
            name = f"{herb[0]}{second[0]}示范{_FORMS[at % 5][:2]}{at}号"
            rows.append(
                (
                    name,
                    "中成药",
                    f"国药准字Z2099{at + 1001:04}",
                    "",
                    maker[0],
                    _FORMS[at % 5],
                    "是" if chance.one_in(8) else "否",
                    "、".join(dict.fromkeys((herb, second))),
                    "",
                    str(sales),
                    str(sales * chance.between(90, 130) // 100),
                )
            )
    return rows


_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("明远", "晓岚", "建国", "慧敏", "志强", "雅琴", "文博", "春梅", "立新", "思源", "海峰", "静怡")
_FIELDS = (
    "药材种植",
    "炮制加工",
    "药理毒理",
    "制剂工艺",
    "质量检验",
    "临床医学",
    "医疗器械",
    "生物制品",
    "产业经济",
    "法规与知识产权",
)


def _experts(size: Many) -> Table:
    """Planted: every seventh works for the maker of the shown medicine, every eleventh is tied to it otherwise."""
    chance = Chance(SEED, "experts")
    firms = [one[0] for one in made_up_enterprises(size.enterprises)]
    rows = []
    for at in range(size.experts):
        name = f"{_SURNAMES[at % len(_SURNAMES)]}{_GIVEN[at % len(_GIVEN)]}{INVENTED}"
        fields = "、".join(dict.fromkeys((_FIELDS[at % len(_FIELDS)], chance.pick(_FIELDS))))
        employer = MANUFACTURER.name if at % 7 == 3 else chance.pick(firms)
        tied = "、".join(dict.fromkeys([chance.pick(firms), *([MANUFACTURER.name] if at % 11 == 5 else [])]))
        end = "2026-06-30" if at % 13 == 12 else "2028-12-31"
        rows.append(
            (
                name,
                f"SFZJ-{at + 1:03}",
                fields,
                chance.pick(("教授", "主任药师", "研究员", "高级工程师")),
                employer,
                tied,
                "2024-01-01",
                end,
                f"示范{13800000000 + at}",
            )
        )
    heads = ("姓名", "专家编号", "专业领域", "职称", "工作单位", "利害关系", "入库日期", "聘期至", "电话")
    return Table("专家库.xlsx", "expert", heads, tuple(rows), "专家")


_SERVICES = ("检验检测", "非临床安全评价", "临床试验", "注册申报", "专利与商标", "认证", "投融资", "培训", "孵化")
_PLACES = ("620102", "621102", "620502", "621202", "620602", "620702", "620000", "621122", "620000", "621126")


@cache
def _made_up_agencies(count: int) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    chance = Chance(SEED, "agencies")
    found = []
    for at in range(count):
        services = tuple(dict.fromkeys((_SERVICES[at % len(_SERVICES)], chance.pick(_SERVICES))))
        ending = "协会" if at % 8 == 7 else f"{services[0]}服务有限公司"
        found.append((f"陇上示范{_WORDS[at % len(_WORDS)]}{ending}{at + 1}", _PLACES[at % len(_PLACES)], services))
    return tuple(found)


def agency_names(scale: int) -> list[tuple[str, str]]:
    """The agencies with the first of their services."""
    return [(name, services[0]) for name, _, services in _made_up_agencies(many(scale).agencies)]


def _agencies(size: Many) -> Table:
    rows = tuple(
        (
            name,
            _uscc(50_000 + at, place if place != "620000" else "620102"),
            "行业协会" if "协会" in name else "中介服务机构",
            place,
            "、".join(services),
        )
        for at, (name, place, services) in enumerate(_made_up_agencies(size.agencies))
    )
    return Table(
        "中介机构与行业协会.xlsx", "agency", ("名称", "统一社会信用代码", "类型", "所在地", "服务"), rows, "机构"
    )


def _qualifications(size: Many) -> Table:
    """Planted: of every fifth agency the certificate has ended; every sixth has none for its second service."""
    rows = []
    for at, (name, _, services) in enumerate(_made_up_agencies(size.agencies)):
        for part, service in enumerate(services):
            if part and at % 6 == 5:
                continue
            end = "2026-05-31" if at % 5 == 4 else "2028-05-31"
            rows.append(
                (
                    f"SFZZ-{at + 1:03}-{part + 1}",
                    name,
                    f"{service}资质{INVENTED}",
                    service,
                    "示范主管部门",
                    "2023-06-01",
                    end,
                )
            )
    heads = ("证书号", "机构", "资质名称", "可做的服务", "发证机关", "生效日期", "有效期至")
    return Table("机构资质.xlsx", "qualification", heads, tuple(rows), "资质")
