"""Which projects does a text name: by 项目 at the end of a proper name, in a list of projects, with its investment?"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from yaomai.planning.engine.reading.name_starts import clause_start, without_leading

_LIST_END = re.compile(
    r"等(?:一批)?(?:新（拟）建或改造升级|新建|在建|拟建|续建)?(?:\d+[多余]?[个项]|"
    r"[一二三四五六七八九十百]+[个项大]|一批)?(?:国家级|省级|市级|省列|市列|重大|重点|标志性|产业化?|建设|"
    r"工业|医药|生物医药|招商引资|先导|示范)*(?:项目|工程)"
)
_ENDING = re.compile(
    r"(?:生产线|建设|改造|产业化|示范|扩建|新建|搬迁|升级|应用|一期|二期|三期|技改|合作|开发|园|基地|中心|"
    r"厂)?项目(?!库|制|建设书|申报|审批|管理|资金|单位|负责|法人|清单|化|为|所|的|用地|落地|建成|顾问|"
    r"攻关|经费|评审|立项)"
)
_START = re.compile(
    r"重点实施|加快推进|加快建设|加快实施|重点推进|重点建设|集中推进|全力推进|大力推进|积极推进|推进|实施|"
    r"推动|建设|开展|包括|启动|谋划|支持|抓好|加快|强化|完成"
)
_ITEM = re.compile(r"[^、，。；：！？\n]{4,60}")
_INVESTMENT = re.compile(r"(?:计划|预计|项目)?总?投资(?:额|达|约|规模)?(?:达到|为)?(?:约|近|超过?)?\d[\d.]*(?:亿|万)元")
_COMMON = re.compile(
    r"(?:重大|重点|产业|产业化|建设|国家|省|市|招商|引资|科技|计划|研发|技改|技术改造|改造|合作|示范|试点|"
    r"智能制造|高端|特色|新型|原料药|生物医药|医药|中药材?|中医药|高新技术|攻关|核心|关键|"
    r"共性|技术|基础研究|生命科学|新产品|企业|一批|各类|相关|先导|配套|补链|滚动|投资|工业|农业|工程|创新|"
    r"药品|器械|药|[的和与、个项0-9]|优质|标志性|科研|公共|服务|平台|基础设施|专项|研究|支持|实施|"
    r"加快|推进|落实|协作|引进|国家级|省级|质量|保障|提升|升级|扩能|新建|改建|扩建|拟建|在建|续建|发展|"
    r"龙头|引擎性|战略性|新兴|招引|储备|化|性)*"
)


class Project(NamedTuple):
    """A project at start..end; rule: how it was found."""

    start: int
    end: int
    rule: str


def projects(text: str, is_proper: Callable[[int, int], bool]) -> list[Project]:
    """The projects that `text` names. is_proper: whether a place, an organisation or a product begins between two offsets."""
    found: dict[int, Project] = {}
    for match in _LIST_END.finditer(text):
        items = list(_items_before(text, match.start()))
        if not any(is_proper(start, end) for start, end in items):
            continue
        for start, end in items:
            found.setdefault(start, Project(start, end, "project.in_list"))
    taken = sorted((one.start, one.end) for one in found.values())
    for match in _ENDING.finditer(text):
        end = match.end()
        if any(start < end <= stop for start, stop in taken):
            continue
        start = _after_verb(text, clause_start(text, end), match.start())
        stem = text[start : end - 2]
        if cut := list(re.finditer(r"引进|引入|招引|推进|谋划|实施", stem)):
            start = without_leading(text, start + cut[-1].end(), match.start())
            stem = text[start : end - 2]
        if (
            len(stem) < 4
            or re.fullmatch(r".{0,3}\d+[个项]", stem)
            or _COMMON.fullmatch(stem)
            or re.search(r"的|了|对|等", stem)
        ):
            continue
        is_built = text.startswith("建设", end) and len(stem) > 8
        if is_built or is_proper(start, end) or _INVESTMENT.match(text, end + 1):
            found.setdefault(start, Project(start, end, "project.named"))
    return sorted(found.values())


def _items_before(text: str, end: int) -> Iterator[tuple[int, int]]:
    low = max(0, end - 400)
    start = max([text.rfind(stop, low, end) for stop in "，。；：！？\n"] + [low - 1]) + 1
    for number, match in enumerate(_ITEM.finditer(text, start, end)):
        begin = match.start() if number else _after_verb(text, *match.span())
        if match.end() - begin >= 4 and not _COMMON.fullmatch(text, begin, match.end()):
            yield begin, match.end()


def _after_verb(text: str, start: int, end: int) -> int:
    match = _START.match(text, without_leading(text, start, end), end)
    begin = match.end() if match else without_leading(text, start, end)
    if (inside := re.search(r"重点实施|加快推进|加快建设|重点推进|重点加快|谋划建设", text[begin:end])) is not None:
        begin += inside.end()
    return without_leading(text, begin, end)
