"""Who leads and who supports, as plans print it: （省工信厅牵头，省卫健委配合）, 责任单位：…, 由…牵头, 市科技局要…?"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from yaomai.planning.engine.reading.departments import departments, usual_name


class Responsible(NamedTuple):
    """Who is named at start..end. covers: "before" (it closes the items before it) or "sentence" (the one that it stands in)."""

    start: int
    end: int
    lead: tuple[str, ...]
    support: tuple[str, ...]
    covers: str
    rule: str


_WORDS = r"牵头|负责|配合|责任单位|责任部门|协办|主办|参与"
_BRACKET = re.compile(
    rf"（(?P<inner>[^（）\n]*(?:（[^（）\n]*）[^（）\n]*)*?(?:{_WORDS})[^（）\n]*(?:（[^（）\n]*）[^（）\n]*)*)）"
)
_LABELS = {
    "lead": r"牵头(?:责任)?(?:单位|部门|领导单位)|主办(?:单位|部门)|主责单位|第一责任单位",
    "support": r"配合(?:单位|部门)|协办(?:单位|部门)|协同(?:单位|部门)|参与(?:单位|部门)|参加(?:单位|部门)|支持单位",
    "all": r"责任(?:单位|部门)|实施单位|承办单位|落实单位",
}
_LABEL = re.compile("|".join(f"(?P<{role}>{pattern})" for role, pattern in _LABELS.items()))
_LABELLED = re.compile(rf"(?:{'|'.join(_LABELS.values())})[：:]\s*(?P<names>[^。；\n）]{{2,160}})")
_SPLIT = re.compile(r"[、，；/\t ]|以及|(?<=[厅局委办会府部院区])[和与及](?=[一-龥])")
_TAIL = re.compile(
    r"(?:等)?(?:有关|相关|其他)?(?:部门|单位)?(?:共同|分别|具体|按照?(?:各自)?(?:职责|"
    r"职能)(?:分工)?)*(?:负责|配合|参与|协助|落实|实施|支持|牵头|推进)*(?:落实|实施|推进)?$"
)
_FIRST_LEADS = re.compile(r"(?:列|排|位)(?:在|于)?(?:第一位?|首位|前)[者的]?(?:单位|部门)?(?:的)?(?:均)?为牵头")
_FOR_ALL = re.compile(r"[。；，][^。；，]*(?:第一位?|首位|排在前|下同).*$")
_BY = re.compile(r"(?<!理)由(?P<names>[^，。；：！？\n“”由]{2,60}?)(?P<verb>牵头|负责|会同)(?P<rest>[^。；\n]{0,80})")
_ORDERED = re.compile(r"(?:要|应当?|须|负责|牵头|会同|具体负责)")
_WITH = re.compile(r"(?:会同|联合|商|协同)(?P<names>[^。；\n）负]{2,100})")
_NO_NAME = re.compile(r"[的了将]|职责|任务|项目|措施|规划|资金")


def label_of(words: str) -> str:
    """What the head of a column says of the bodies below it: lead, support or all (责任单位); "" when it is another column."""
    match = _LABEL.match(words.strip())
    return str(match.lastgroup) if match and len(words.strip()) <= match.end() + 4 else ""


def names_in(words: str) -> tuple[str, ...]:
    """The bodies that a list names, in their usual spelling, each once: 省工信厅、财政厅 and what is no department as printed."""
    found: dict[str, None] = {}
    level = ""
    for part in _SPLIT.split(_TAIL.sub("", words.strip("，、；：:。 "))):
        piece = _TAIL.sub("", part.strip()).removeprefix("由").removesuffix("等")
        if not 2 <= len(piece) <= 24 or _NO_NAME.search(piece):
            continue
        name = usual_name(piece)
        if name[0] in "省市县区州" or name.startswith("自治区"):
            level = "自治区" if name.startswith("自治区") else name[0]
        elif level and name != piece and not name.startswith("国家"):
            name = level + name
        found.setdefault(name)
    return tuple(found)


def responsible(text: str) -> list[Responsible]:
    """Every place of `text` that names who is responsible, in its order, none within another."""
    first_leads = _FIRST_LEADS.search(text) is not None
    found: list[Responsible] = []
    for one in sorted((*_brackets(text, first_leads), *_labelled(text, first_leads), *_by(text), *_ordered(text))):
        if (one.lead or one.support) and not (found and one.start < found[-1].end):
            found.append(one)
    return found


def _brackets(text: str, first_leads: bool) -> Iterator[Responsible]:
    for match in _BRACKET.finditer(text):
        inner = match["inner"]
        if len(inner) > 240:
            continue
        # （…负责。列第一位者为牵头单位，下同）: what follows the stop is a rule for all, and names nobody
        lead, support, rule = _roles(_FOR_ALL.sub("", inner), first_leads)
        yield Responsible(match.start(), match.end(), lead, support, "before", rule)


def _labelled(text: str, first_leads: bool) -> Iterator[Responsible]:
    start = -1
    for match in _LABELLED.finditer(text):
        if match.start() < start:
            continue
        line = text.find("\n", match.start())
        stop = len(text) if line < 0 else line
        end = min(stop, max(match.end(), _last_label(text, match.start(), stop)))
        lead, support, rule = _roles(text[match.start() : end], first_leads)
        yield Responsible(match.start(), end, lead, support, "before", rule)
        start = end


def _last_label(text: str, start: int, stop: int) -> int:
    """The end of the last of several labels that follow each other in one line: 牵头单位：…；配合单位：…"""
    end = start
    for match in _LABELLED.finditer(text, start, stop):
        if match.start() - end > 2 and end != start:
            break
        end = match.end()
    return end


def _roles(inner: str, first_leads: bool) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Lead, support and the rule for the words of a bracket or of labels."""
    labels = list(_LABEL.finditer(inner))
    if labels:
        roles: dict[str, tuple[str, ...]] = {}
        for label, following in zip(labels, (*labels[1:], None), strict=True):
            stop = following.start() if following else len(inner)
            role = str(label.lastgroup)
            roles[role] = roles.get(role, ()) + _members(inner[label.end() : stop])
        every = roles.get("all", ())
        lead = roles.get("lead", ())
        support = roles.get("support", ())
        if not lead and every:
            lead, support = (every[:1], every[1:] + support) if first_leads else (every, support)
        else:
            support = every + support
        return lead, support, "responsible.labels"
    lead_words, word, rest = inner.partition("牵头")
    if word:
        before, _, with_lead = lead_words.partition("会同")
        return names_in(before), names_in(with_lead) + _members(rest), "responsible.lead"
    before, word, after = inner.partition("会同")
    if word:
        return names_in(before), names_in(after), "responsible.with"
    every = names_in(inner)
    if first_leads:
        return every[:1], every[1:], "responsible.first_leads"
    return every, (), "responsible.each"


def _members(words: str) -> tuple[str, ...]:
    return names_in(re.sub(r"^[负责，、：:\s]+", "", words))


def _by(text: str) -> Iterator[Responsible]:
    """由高新区牵头, 由省卫健委会同省财政厅负责."""
    for match in _BY.finditer(text):
        before, _, with_lead = match["names"].partition("会同")
        lead = names_in(before)
        support = names_in(with_lead)
        rest = match["rest"]
        if match["verb"] == "会同":
            support += _departments_in(rest)
        elif found := re.search(r"[，、]([^，。；]{2,60}?)(?:配合|参与|协助)", rest):
            support += names_in(found[1])
        if match["verb"] == "负责" and not _departments_in(match["names"]):
            continue
        yield Responsible(match.start(), match.end("verb"), lead, support, "sentence", "responsible.by")


def _departments_in(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.meaning for one in departments(words)))


def _ordered(text: str) -> Iterator[Responsible]:
    """市科技局要…, 省工信厅会同省财政厅…: a list of departments, then what they are told."""
    group: list[tuple[int, int, str]] = []
    for one in departments(text):
        if group and (one.start - group[-1][1] > 2 or text[group[-1][1] : one.start].strip("、，和及与") != ""):
            yield from _told(text, group)
            group = []
        group.append((one.start, one.end, one.meaning))
    if group:
        yield from _told(text, group)


def _told(text: str, group: list[tuple[int, int, str]]) -> Iterator[Responsible]:
    end = group[-1][1]
    tail = re.compile(r"等?(?:市|省|县|区)?(?:有关|相关|各)?(?:部门|单位)?").match(text, end)
    after = tail.end() if tail else end
    word = _ORDERED.match(text, after)
    if word is None:
        return
    lead = tuple(dict.fromkeys(name for _, _, name in group))
    support: tuple[str, ...] = ()
    if (joint := _WITH.match(text, after)) is not None:
        support = _departments_in(joint["names"])
    elif word.group() == "牵头" and (
        more := re.compile(r"[，、]([^，。；]{2,80}?)(?:配合|参与|协助)").match(text, word.end())
    ):
        support = names_in(more[1])
    yield Responsible(group[0][0], word.end(), lead, support, "sentence", "responsible.told")
