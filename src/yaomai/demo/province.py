"""Who takes part in the demonstration, where, and what do they deal in?

Every party, product and device is invented; the counties are real.
"""

from dataclasses import dataclass, field

from yaomai.demo import gs1_keys

# Latitude and longitude of county seats, to a hundredth of a degree: how far apart two parties are.
COUNTIES = {
    "岷县": (3444, 10404), "渭源": (3514, 10421), "陇西": (3500, 10463), "宕昌": (3405, 10439), "民勤": (3862, 10309),
    "靖远": (3657, 10468), "临洮": (3539, 10386), "安定": (3558, 10462), "兰州": (3606, 10383), "天水": (3458, 10572),
    "武威": (3793, 10264), "白银": (3654, 10414), "平凉": (3554, 10666), "庆阳": (3571, 10764), "张掖": (3893, 10045),
    "酒泉": (3973, 9849), "武都": (3340, 10492), "临夏": (3560, 10321), "亳州": (3384, 11578), "安国": (3842, 11533),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a party: its GLN as a Digital Link, its name, its county."""

    uri: str
    name: str
    county: str


@dataclass(frozen=True, slots=True)
class Party:
    """An invented organisation. `login` is that of the person who records for it; empty: nobody can sign in for it.

    `rhythm` is how often it sends a document of events (`week`, `month`, `quarter`). `names_events` says that its programs give
    each event an eventID, `writes_urns` that they write EPC URNs instead of Digital Links.
    """

    name: str
    kind: str
    number: int = 0
    county: str = ""
    login: str = ""
    rhythm: str = "month"
    names_events: bool = False
    writes_urns: bool = False
    rooms: tuple[str, ...] = ()

    @property
    def uri(self) -> str:
        """The party GLN."""
        return gs1_keys.party(self.number)

    def place(self, number: int) -> Place:
        """The room with this number, from 1 on."""
        return Place(gs1_keys.place(self.number, number), f"{self.name}{self.rooms[number - 1]}", self.county)


@dataclass(frozen=True, slots=True)
class Herb:
    """A herb: how it is called, its species, and what a hectare yields and a kilogram loses.

    `ages` are the years between sowing and harvest; `fresh_t_per_ha` and `dried_percent` are the least and the most.
    `greatest_loss` is what the drying of this herb may lose at most, a fraction of the fresh mass.
    """

    name: str
    code: str
    item: int
    species: str
    age: int
    fresh_kg_per_are: tuple[int, int]
    dried_per_mille: tuple[int, int]
    greatest_loss: str
    sown: tuple[int, int]
    harvested: tuple[int, int]


ANGELICA = Herb(
    "当归", "DG", 10, "Angelica sinensis (Oliv.) Diels", 2, (80, 115), (295, 335), "0.72", (3, 20), (10, 12)
)
CODONOPSIS = Herb(
    "党参", "DS", 20, "Codonopsis pilosula (Franch.) Nannf.", 2, (60, 80), (325, 370), "0.70", (4, 2), (10, 16)
)
ASTRAGALUS = Herb(
    "黄芪",
    "HQ",
    30,
    "Astragalus membranaceus var. mongholicus (Bunge) P.K.Hsiao",
    2,
    (85, 120),
    (380, 430),
    "0.65",
    (4, 8),
    (10, 20),
)
LIQUORICE = Herb("甘草", "GC", 40, "Glycyrrhiza uralensis Fisch.", 3, (75, 105), (410, 470), "0.62", (4, 15), (9, 25))
HERBS = (ANGELICA, CODONOPSIS, ASTRAGALUS, LIQUORICE)


@dataclass(frozen=True, slots=True)
class Product:
    """What a party deals in: its GTIN as a Digital Link, and its name."""

    uri: str
    name: str

    def lot(self, code: str) -> str:
        """A lot of it (01 and 10)."""
        return f"{self.uri}/10/{code}"

    def pack(self, serial: str) -> str:
        """One serialised pack of it (01 and 21)."""
        return f"{self.uri}/21/{serial}"


def seed_of(party: Party, herb: Herb) -> Product:
    """The seed of a herb, as this party sells it."""
    return Product(gs1_keys.trade_item(party.number, herb.item + 1), f"{herb.name}种子")


def crop_of(party: Party, herb: Herb) -> Product:
    """A herb in the ground."""
    return Product(gs1_keys.trade_item(party.number, herb.item + 2), f"{herb.name}（在地）")


def fresh_of(party: Party, herb: Herb) -> Product:
    """Roots as they are dug."""
    return Product(gs1_keys.trade_item(party.number, herb.item + 3), f"{herb.name}（鲜）")


def dried_of(party: Party, herb: Herb) -> Product:
    """Roots after drying."""
    return Product(gs1_keys.trade_item(party.number, herb.item + 4), f"{herb.name}（干）")


def slices_of(party: Party, herb: Herb) -> Product:
    """Decoction pieces, as this party cuts them."""
    return Product(gs1_keys.trade_item(party.number, herb.item + 5), f"{herb.name}片")


@dataclass(frozen=True, slots=True)
class Cooperative:
    """A cooperative: the party, its herb, the letters of its lots, its villages and the station its seed comes from."""

    party: Party
    herb: Herb
    code: str
    villages: tuple[str, ...]
    seeds: Party
    weighs_in: str = "KGM"


_COOPERATIVE_ROOMS = ("收购点", "干燥房", "仓库")


def _cooperative_party(number: int, name: str, county: str, login: str = "", rhythm: str = "quarter") -> Party:
    return Party(name, "grower", number, county, login, rhythm, rooms=_COOPERATIVE_ROOMS)


SEEDS_MINXIAN = Party("岷县示范种子种苗站", "grower", 1001, "岷县", rooms=("种子库",))
SEEDS_WEIYUAN = Party("渭源示范党参种业", "grower", 1002, "渭源", rooms=("种子库",))
SEEDS_MINQIN = Party("民勤示范甘草种苗站", "grower", 1003, "民勤", rooms=("种子库",))
SEED_STATIONS = (SEEDS_MINXIAN, SEEDS_WEIYUAN, SEEDS_MINQIN)

GUIYUAN = Cooperative(
    _cooperative_party(1011, "岷县归源种植合作社", "岷县", "guiyuan"),
    ANGELICA,
    "GY",
    ("七里川", "梅川", "茶埠"),
    SEEDS_MINXIAN,
)
GOUPING = Cooperative(
    _cooperative_party(1013, "宕昌沟坪当归合作社", "宕昌"), ANGELICA, "GP", ("沟坪", "南坡"), SEEDS_MINXIAN
)
SHANGWAN = Cooperative(
    _cooperative_party(1014, "渭源上湾党参合作社", "渭源", rhythm="month"),
    CODONOPSIS,
    "SW",
    ("上湾", "侯家川"),
    SEEDS_WEIYUAN,
)
COOPERATIVES = (
    GUIYUAN,
    Cooperative(
        _cooperative_party(1012, "岷县北山当归合作社", "岷县"), ANGELICA, "BS", ("北山", "大沟"), SEEDS_MINXIAN
    ),
    GOUPING,
    SHANGWAN,
    Cooperative(
        _cooperative_party(1015, "临洮南屏党参合作社", "临洮"), CODONOPSIS, "NP", ("南屏", "衙下"), SEEDS_WEIYUAN
    ),
    Cooperative(
        _cooperative_party(1016, "陇西首河黄芪合作社", "陇西"), ASTRAGALUS, "SH", ("首河", "碧岩"), SEEDS_MINXIAN, "TNE"
    ),
    Cooperative(
        _cooperative_party(1017, "宕昌阳坡黄芪合作社", "宕昌"), ASTRAGALUS, "YP", ("阳坡", "新城"), SEEDS_MINXIAN
    ),
    Cooperative(
        _cooperative_party(1018, "民勤沙湾甘草合作社", "民勤"), LIQUORICE, "MQ", ("沙湾", "红崖"), SEEDS_MINQIN, "TNE"
    ),
    Cooperative(
        _cooperative_party(1019, "靖远高塬甘草合作社", "靖远"), LIQUORICE, "GA", ("高塬", "双龙"), SEEDS_MINQIN
    ),
)

PROCESSOR = Party(
    "陇源中药饮片有限公司", "processor", 1101, "陇西", "longyuan", "week", names_events=True,
    rooms=("原料库", "切制车间", "成品阴凉库"),
)  # fmt: skip
SMALL_PROCESSOR = Party("岷州饮片加工厂", "processor", 1102, "岷县", rooms=("原料库", "切制车间", "成品库"))
PROCESSORS = (PROCESSOR, SMALL_PROCESSOR)
WAREHOUSE = Party("文峰示范药材仓储", "distributor", 1111, "陇西", rooms=("一号库", "二号库"))
MANUFACTURER = Party(
    "兰岭示范制药有限公司", "manufacturer", 1121, "兰州", "lanling", "week", names_events=True,
    rooms=("原料库", "提取车间", "制剂车间", "包装线", "成品库"),
)  # fmt: skip
EXCIPIENTS = Party("白银示范辅料厂", "manufacturer", 1122, "白银", rooms=("成品库",))
TESTER = Party("定西示范药材检验室", "laboratory", 1131, "安定", "", "week", names_events=True, rooms=("检验室",))
CITY_TESTER = Party("兰州示范药品检验室", "laboratory", 1132, "兰州", "", "week", names_events=True, rooms=("检验室",))
TRADERS = (
    Party("亳州示范药材商行", "distributor", 1141, "亳州", rooms=("货栈",)),
    Party("安国示范药材商行", "distributor", 1142, "安国", rooms=("货栈",)),
)


def _wholesaler(number: int, name: str, county: str, *, urns: bool = False) -> Party:
    return Party(
        name,
        "distributor",
        number,
        county,
        names_events=True,
        writes_urns=urns,
        rooms=("收货月台", "阴凉库"),
    )


WHOLESALERS = (
    _wholesaler(1151, "甘中示范医药批发", "兰州"),
    _wholesaler(1152, "河西示范医药批发", "武威", urns=True),
    _wholesaler(1153, "陇东南示范医药批发", "天水"),
)


def _seller(number: int, name: str, county: str, kind: str = "distributor", login: str = "") -> Party:
    rooms = ("药库", "发药窗口") if kind == "institution" else ("店堂",)
    return Party(name, kind, number, county, login, names_events=kind == "institution", rooms=rooms)


CITY_HOSPITAL = _seller(1161, "兰州示范中医医院", "兰州", "institution")
COUNTY_HOSPITAL = _seller(1162, "定西示范中医医院", "安定", "institution")
HOSPITALS = (CITY_HOSPITAL, COUNTY_HOSPITAL)


@dataclass(frozen=True, slots=True)
class Region:
    """A wholesaler and whom it supplies."""

    wholesaler: Party
    sellers: tuple[Party, ...] = field(default=())


REGIONS = (
    Region(
        WHOLESALERS[0],
        (
            _seller(1201, "兰州百草药房", "兰州"), CITY_HOSPITAL, COUNTY_HOSPITAL,
            _seller(1202, "兰州河畔药房", "兰州"),
            _seller(1203, "白银铜城药房", "白银"), _seller(1204, "临夏花儿药房", "临夏"), _seller(1205, "定西马铃花药房", "安定"),
            _seller(1206, "临洮洮水药房", "临洮"), _seller(1207, "兰州皋兰山药房", "兰州"), _seller(1208, "靖远黄河药房", "靖远"),
        ),
    ),
    Region(
        WHOLESALERS[1],
        (
            _seller(1211, "武威雷台药房", "武威"), _seller(1212, "张掖丹霞药房", "张掖"), _seller(1213, "酒泉泉湖药房", "酒泉"),
            _seller(1214, "民勤绿洲药房", "民勤"), _seller(1215, "武威天马药房", "武威"),
        ),
    ),
    Region(
        WHOLESALERS[2],
        (
            _seller(1221, "天水麦积药房", "天水"), _seller(1222, "陇南白龙江药房", "武都"), _seller(1223, "平凉崆峒药房", "平凉"),
            _seller(1224, "庆阳董志药房", "庆阳"), _seller(1225, "陇西渭水药房", "陇西"), _seller(1226, "天水渭滨药房", "天水"),
        ),
    ),
)  # fmt: skip

AUTHORITY = Party("示范省药品监督管理局", "authority", login="jianguan")
OPERATOR = Party("药脉示范平台", "operator", login="guanli")
CITY_OFFICE = Party("定西示范中医药产业办公室", "authority", county="定西")
COUNTY_OFFICE = Party("岷县示范中药材产业办公室", "authority", county="岷县")
PARTIES = (
    OPERATOR, AUTHORITY, CITY_OFFICE, COUNTY_OFFICE,
    *SEED_STATIONS, *(one.party for one in COOPERATIVES), *PROCESSORS, WAREHOUSE, MANUFACTURER, EXCIPIENTS,
    TESTER, CITY_TESTER, *TRADERS, *WHOLESALERS, *(seller for region in REGIONS for seller in region.sellers),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Medicine:
    """A patent medicine: its product, its granules, and the shares of its herbs in a hundred."""

    pack: Product
    granules: Product
    extract: Product
    code: str
    herbs: tuple[tuple[Herb, int], ...]


def _medicine(item: int, name: str, code: str, herbs: tuple[tuple[Herb, int], ...]) -> Medicine:
    number = MANUFACTURER.number
    return Medicine(
        Product(gs1_keys.trade_item(number, item), f"{name} 12 袋装"),
        Product(gs1_keys.trade_item(number, item + 1), f"{name}（半成品颗粒）"),
        Product(gs1_keys.trade_item(number, item + 2), f"{name}浸膏"),
        code,
        herbs,
    )


GUIQI = _medicine(100, "归芪示范颗粒", "GQ", ((ANGELICA, 34), (ASTRAGALUS, 66)))
SHENCAO = _medicine(110, "参草示范颗粒", "SC", ((CODONOPSIS, 60), (LIQUORICE, 40)))
MEDICINES = (GUIQI, SHENCAO)
DEXTRIN = Product(gs1_keys.trade_item(EXCIPIENTS.number, 1), "糊精")
