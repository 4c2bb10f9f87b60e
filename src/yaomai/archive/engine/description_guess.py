"""What can be told of a document from its own first words: title, issuer, day, status, region, years?

Guesses, each with the words that it was made of. They fill in a form; a person confirms them.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yaomai.archive.engine.description import TITLE_MAX, Description
from yaomai.standards import gbt2260

_HEAD, _FOOT = 4_000, 1_500
_LINES = 60
_TITLE_MOST = 60
_KINDS = "规划纲要|规划|纲要|行动计划|行动方案|工作方案|实施方案|方案|计划|实施意见|意见|措施|办法|通知"
_TITLE = re.compile(f"(?:{_KINDS})(?:[（(][^（）()]{{1,20}}[）)])*$")
_NAMED = f"[《«]\\s*([^《》«»]{{4,{_TITLE_MOST}}}(?:{_KINDS}))\\s*[》»]"
_QUOTED = re.compile(f"(?:现将|印发|公布|发布)[^。《«]{{0,12}}{_NAMED}|{_NAMED}(?:已经|印发)")
"""The document that a notice hands on; others that it quotes are not meant."""
_DAY = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_ISSUER = re.compile(r"^(?:.{2,30})(?:人民政府|政府|办公厅|办公室|委员会|厅|局|委|院|部)$")
_HEADED = re.compile(r"^(.{2,30}(?:人民政府|办公厅|办公室|委员会|厅|局|委))文件$")
_IMPRINT = re.compile(
    r"^(.{2,30}?(?:人民政府|政府|办公厅|办公室|委员会|厅|局|委|院|部))(?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日|[一二三四五六七八九〇○零]{4}年[一二三四五六七八九十]{1,5}月?[一二三四五六七八九十]{0,3}日)印发$"
)
_IMPRINT = re.compile(
    r"^(?P<issuer>.{2,30}?(?:人民政府|政府|办公厅|办公室|委员会|厅|局|委|院|部))(?P<day>\S{4}年\S{1,3}月\S{1,3}日)印发$"
)
"""The last line of an official document (GB/T 9704, 版记): who had it printed, and when."""
_DRAFT = re.compile("征求意见稿|草案|讨论稿|送审稿|初稿|公开征求")
_APPROVED = re.compile("印发给你|现印发|予以印发|关于印发|已经.{0,12}(?:同意|批准|通过)")
_FIVE_YEARS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_FIVE = re.compile("|".join(_FIVE_YEARS))
_SPAN = re.compile(r"((?:19|20)\d\d)年?[—–\-－~～至到]{1,2}((?:19|20)\d\d)年?")
_REGION = re.compile("^[\u4e00-\u9fff]{1,14}?(?:省|自治区|自治州|市|地区|盟|县|旗|区)")
_WIDE = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”‘’"
_BLANK = re.compile(f"(?<=[{_WIDE}])\\s+(?=[{_WIDE}\\d])|(?<=\\d)\\s+(?=[{_WIDE}])|(?<=“)\\s+|\\s+(?=”)")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_NUMERALS = str.maketrans({**{"一二三四五六七八九"[n]: str(n + 1) for n in range(9)}, "〇": "0", "○": "0", "零": "0"})
_WRITTEN_DAY = re.compile(
    "([一二三四五六七八九〇○零]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A description to be confirmed (its title empty when none was found, its status when nothing tells it), and from which words
    each member came.
    """

    described: Description
    because: Mapping[str, str]


def guess(text: str, name: str) -> Guess:
    """What the text, or else the name of the file, tells."""
    because: dict[str, str] = {}
    lines = [tidy for line in text[:_HEAD].splitlines() if (tidy := _tidy(line))][:_LINES]
    title = _title(lines, name, because)
    issuer, issued_on = _issued(text, because)
    years = _years(title, text, because)
    return Guess(
        Description(
            title=title[:TITLE_MAX],
            issuer=issuer,
            issued_on=issued_on,
            status=_status(title, name, "\n".join(lines), because),
            division=_division((title, issuer), because),
            year_from=years[0],
            year_until=years[1],
        ),
        because,
    )


def _tidy(line: str) -> str:
    return _BLANK.sub("", line.translate(_DIGITS).strip(" \t\u3000\ufeff\xa0")).strip()


def _title(lines: list[str], name: str, because: dict[str, str]) -> str:
    own = [
        line for line in lines if len(line) <= _TITLE_MOST and _TITLE.search(line) and not re.search("[。；;：:]", line)
    ]
    found = next((line for line in own if not line.endswith("通知") and "印发" not in line), "")
    handed_on = _QUOTED.search("".join(lines))
    quoted = (handed_on[1] or handed_on[2]) if handed_on else ""
    if found and found in quoted:
        found = quoted  # a title that is broken over lines stands whole where it is quoted
    stem = _tidy(name.rpartition(".")[0])
    if not found and quoted:
        found = quoted
    elif not found and own:
        found = own[0]
    elif not found and re.search("[\u4e00-\u9fff]{4}", stem):
        found = stem
    if found:
        because["title"] = found
    return found


def _issued(text: str, because: dict[str, str]) -> tuple[str, date | None]:
    """Who issued it and when: the day that stands on a line of its own, and the line above it; or else the imprint."""
    issuer, day = "", None
    for part in (text[:_HEAD], text[-_FOOT:] if len(text) > _HEAD else ""):
        lines = [tidy for line in part.splitlines() if (tidy := _tidy(line))]
        for at, line in enumerate(lines):
            if not issuer and (headed := _HEADED.match(line)):
                issuer = because["issuer"] = headed[1]
            imprint = _IMPRINT.match(line)
            found = _day(imprint["day"] if imprint else line)
            if found is not None and day is None:
                day = found
                because["issued_on"] = line
                if imprint and not issuer:
                    issuer = imprint["issuer"]
                    because["issuer"] = line
                elif not imprint and at and _ISSUER.match(lines[at - 1]):
                    issuer = because["issuer"] = lines[at - 1]
        if day is not None:
            break
    return issuer, day


def _day(line: str) -> date | None:
    """The day of a line that says nothing else; in digits or in characters."""
    written = _WRITTEN_DAY.fullmatch(line)
    if written:
        year, month, day = (int(written[1].translate(_NUMERALS)), _numeral(written[2]), _numeral(written[3]))
    elif found := _DAY.fullmatch(line.removeprefix("(").removesuffix(")")):
        year, month, day = (int(found[number]) for number in (1, 2, 3))
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numeral(written: str) -> int:
    """二十一 → 21."""
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return int(written.translate(_NUMERALS))
    return (int(tens.translate(_NUMERALS)) if tens else 1) * 10 + (int(ones.translate(_NUMERALS)) if ones else 0)


def _status(title: str, name: str, head: str, because: dict[str, str]) -> str:
    for status, words in (("draft", _DRAFT.search(f"{title} {name} {head}")), ("approved", _APPROVED.search(head))):
        if words:
            because["status"] = words[0]
            return status
    return ""


def _years(title: str, text: str, because: dict[str, str]) -> tuple[int | None, int | None]:
    """The years that are planned: of the title, else those that the first words name, else the five years named most."""
    folded = text.translate(_DIGITS)
    for where in (title, folded[:_HEAD]):
        if (span := _SPAN.search(where)) and int(span[1]) < int(span[2]) <= int(span[1]) + 30:
            because["years"] = span[0]
            return int(span[1]), int(span[2])
        if where == title and (five := _FIVE.search(title)):
            because["years"] = five[0]
            return _FIVE_YEARS[five[0]], _FIVE_YEARS[five[0]] + 4
    named = Counter(_FIVE.findall(folded)).most_common(1)
    if named:
        because["years"] = named[0][0]
        first = _FIVE_YEARS[named[0][0]]
        return first, first + 4
    return None, None


def _division(names: tuple[str, ...], because: dict[str, str]) -> str:
    """The region with whose name the title begins, or the issuer's: the smallest one that is named there."""
    for name in names:
        code, at = "", 0
        while found := _REGION.match(name[at:]):
            divisions = gbt2260.find(name[: at + found.end()], near=code)
            if len(divisions) != 1:
                break
            code, at = divisions[0].code, at + found.end()
        if code:
            because["division"] = name[:at]
            return code
    return ""
