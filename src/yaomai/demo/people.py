"""Who can sign in to the demonstration, and where does each organisation stand in the tree?

Every person is invented; the divisions are real (GB/T 2260).
"""

from dataclasses import dataclass
from datetime import datetime

from yaomai.demo.province import (
    AUTHORITY,
    CITY_OFFICE,
    COUNTY_OFFICE,
    GUIYUAN,
    MANUFACTURER,
    OPERATOR,
    PROCESSOR,
    TESTER,
    Party,
)
from yaomai.errors import YaomaiError
from yaomai.people.models import Account
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import Viewer

DIVISIONS = {
    "岷县": "621126", "渭源": "621123", "陇西": "621122", "宕昌": "621223", "民勤": "620621", "靖远": "620421", "临洮": "621124",
    "安定": "621102", "定西": "621100", "兰州": "620100", "天水": "620500", "武威": "620600", "白银": "620400", "平凉": "620800",
    "庆阳": "621000", "张掖": "620700", "酒泉": "620900", "武都": "621202", "临夏": "622900", "亳州": "341600", "安国": "130683",
}  # fmt: skip
PROVINCE = "620000"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in. `word`: what this person shows in the demonstration."""

    login: str
    name: str
    party: Party
    roles: tuple[str, ...]
    word: str


PEOPLE = (
    Person("shengguan", "省主管部门干部", AUTHORITY, ("official",), "省级主管部门"),
    Person("shiguan", "市主管部门干部", CITY_OFFICE, ("official",), "市级主管部门"),
    Person("xianguan", "县主管部门干部", COUNTY_OFFICE, ("official",), "县级主管部门"),
    Person("jianguan", "省药监局监管员", AUTHORITY, ("inspector", "official"), "监管员"),
    Person("guiyuan", "合作社记录员", GUIYUAN.party, ("recorder",), "合作社"),
    Person("longyuan", "饮片企业记录员", PROCESSOR, ("recorder",), "饮片企业"),
    Person("lanling", "制药企业记录员", MANUFACTURER, ("recorder",), "制药企业"),
    Person("lanling.guanli", "制药企业管理员", MANUFACTURER, ("organisation_administrator",), "机构管理员"),
    Person("jianyan", "检验室记录员", TESTER, ("recorder",), "检验机构"),
    Person("shenji", "平台审计员", OPERATOR, ("auditor",), "审计员"),
    Person("guanli", "平台管理员", OPERATOR, ("administrator", "auditor"), "系统管理员"),
)
"""One person for each role, and for each level of an authority."""
OFFICIAL = "shengguan"


def signed_in_as(login: str, *, now: datetime) -> Viewer:
    """What this person may do who is signed in. Raises YaomaiError when the account was closed."""
    found = by_account(Account.objects.get(login=login).account, now=now)
    if found is None:
        raise YaomaiError(f"the demonstration's account {login} is closed")
    return found.viewer


def division_of(party: Party) -> str:
    """Where a party is responsible, or sits; empty: nowhere."""
    return PROVINCE if party is AUTHORITY else DIVISIONS.get(party.county, "")


def above(party: Party) -> Party | None:
    """Under whom a party stands: the office of its county, else of its city, else of the province; None: nobody."""
    division = division_of(party)
    for office, begins in ((COUNTY_OFFICE, "621126"), (CITY_OFFICE, "6211"), (AUTHORITY, "62")):
        if party is not office and division.startswith(begins):
            return office
    return None
