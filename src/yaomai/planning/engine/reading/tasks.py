"""What is to be done according to a plan, and by whom, where it says so?"""

import re
from collections.abc import Iterator, Sequence

from yaomai.planning.engine.reading.plain import Plain, Sentence
from yaomai.planning.engine.reading.records import Because, Task
from yaomai.planning.engine.reading.responsibility import Responsible, responsible
from yaomai.planning.engine.reading.sections import section_of
from yaomai.planning.engine.reading.task_rows import rows

_MARK = re.compile(r"(?:[\d一二三四五六七八九十]+[.、．）]|（[\d一二三四五六七八九十]+）|[-—●■•\s])*")
# words that order something to be done, at the beginning of a sentence
_ORDERS = re.compile(
    r"(?:要|应|须|必须|着力|大力|积极|全力|充分|进一步|切实|认真|抓紧|尽快|重点|力争|争取|努力|持续|稳步|"
    r"有序|统筹|集中|继续|不断|优先|率先|全面|深入|主动|适时|逐步|科学|合理|严格|广泛|"
    r"坚持|加速|快速|超前|适度|多渠道|多层次|高标准|高质量|分类|协同|同步|主要|每年|同时，|"
    r"(?:各[^，。；]{1,20}|[^，。；]{2,20}(?:部门|单位|小组|政府|协会|企业))(?:要|应当?|须)|"
    r"(?:按照|以|围绕|依托|针对|对|在|通过|根据|结合|借助|借鉴|借力|利用|依据|坚持|面向|紧扣|对标|对于|"
    r"运用|到)[^，。；]{2,70}，|将[^，。；]{2,30}(?=列入|纳入)|坚决|深度|同时|拟|可|"
    r"[^，。；]{2,20}按照[^，。；]{2,40}|以[^，。；]{2,24}(?=建设)|在[^，。；]{2,24}(?=建设)){0,6}"
    r"(?:加快|加强|加大|加速|推进|推动|推广|推行|支持|鼓励|建设|建立|建成|新建|组建|培育|培养|发展|实施|"
    r"完善|开展|强化|提升|提高|优化|打造|引进|引导|组织|落实|围绕|深化|健全|构建|"
    r"制定|制修订|修订|编制|创建|创新|探索|扩大|改造|改进|改善|扶持|促进|采取|筛选|瞄准|做好|做大|做强|"
    r"做优|做精|用足|用好|挖掘|突破|启动|谋划|布局|整合|聚焦|聚力|发挥|依托|借助|利用|"
    r"设立|搭建|保障|规范|选育|保护|开发|研发|研究|研制|巩固|拓展|延伸|壮大|招引|承接|对接|协调|畅通|打通|"
    r"营造|弘扬|宣传|防范|监督|督促|考核|确保|抓好|抓住|狠抓|减少|降低|严禁|严厉|"
    r"贯彻|执行|形成|实现|带动|争创|申报|举办|参与|参加|联合|吸引|释放|激发|激活|增强|增加|储备|配套|试点|"
    r"推出|推介|列入|纳入|主持|推荐|构筑|融入|转变|抢抓|部署|集中|进行|保障|主动|借鉴|夯实|筑牢|遴选|评选|"
    r"认定|奖励|给予|安排|统筹|简化|放宽|清理)"
)
# what shall be there, as aims say it: a clause that ends with the thing and has no number
_BUILT = re.compile(
    r"(?:(?<=[，；。])|^)(?:初步|基本|全面)?(?:建成|建立)(?!了|有|以来)[^\d，；。]{2,40}?"
    r"(?:体系|系统|平台|机制|制度|中心|数据库|网络)(?=[，；。]|$)"
)
_NOT_A_TASK = frozenset({"state", "outlook", "goal"})
_PRINCIPLES = re.compile(r"基本原则|指导思想|(?:总体|发展|工作)思路|(?:发展|功能)定位|总体要求$")


def tasks(plain: Plain) -> tuple[Task, ...]:
    """The tasks of `plain`, one a sentence, in the order of the text; offsets are those of the raw text.

    A sentence is a task when it orders something (in a section that is not about how things stand or about aims), or
    when somebody is named who has to do it. Of an aim, what is to be built
    (建成…体系) is one. Who is named in brackets or after 责任单位 at the end of a paragraph is
    responsible for all of it since the last such place; in a heading, for what stands under it. A sentence that orders
    several in turn (…；市科技局要…) is as many tasks. A row of a table is one where the head has a column 牵头单位.
    """
    found = responsible(plain.text)
    held, orders = _held(plain, found)
    result: list[Task] = []
    for number, sentence in enumerate(plain.sentences):
        who = held.get(number)
        if several := orders.get(number):
            result.extend(_each(plain, sentence, several))
        elif who is not None or (not sentence.is_heading and not sentence.is_row and _orders(sentence)):
            result.append(_task(plain, sentence, sentence.start, sentence.end, who))
        elif not sentence.is_heading and not sentence.is_row and section_of(sentence.headings) == "goal":
            for one in _BUILT.finditer(sentence.text):
                first = sentence.start + one.start()
                result.append(_task(plain, sentence, first, sentence.start + one.end(), None))
    result.extend(rows(plain))
    return tuple(sorted(result, key=lambda one: (one.start, one.end)))


def _orders(sentence: Sentence) -> bool:
    text = sentence.text
    if len(text) < 8 or section_of(sentence.headings) in _NOT_A_TASK:
        return False
    if any(_PRINCIPLES.search(heading) for heading in sentence.headings[-2:]):
        return False
    mark = _MARK.match(text)
    return _ORDERS.match(text, mark.end() if mark else 0) is not None


def _held(plain: Plain, found: Sequence[Responsible]) -> tuple[dict[int, Responsible], dict[int, list[Responsible]]]:
    """Who is responsible for the sentence of a number; and who is told to do something in it, one after the other."""
    held: dict[int, Responsible] = {}
    orders: dict[int, list[Responsible]] = {}
    above: list[tuple[int, Responsible]] = []
    sentences = plain.sentences
    free = number = 0  # free: the first sentence that no bracket has closed yet
    for one in found:
        while number + 1 < len(sentences) and sentences[number + 1].start <= one.start:
            number += 1
        if one.covers == "sentence":
            orders.setdefault(number, []).append(one)
        elif sentences[number].is_heading and _says_more(sentences[number], one):
            above.append((number, one))
        else:
            for covered in _covered(sentences, number, free, one):
                held[covered] = one
            free = number + 1
    for heading, one in above:
        under = list(_under(sentences, heading))
        for covered in under or [heading]:
            held.setdefault(covered, one)
    return held, orders


def _says_more(sentence: Sentence, one: Responsible) -> bool:
    """Whether the sentence says anything besides who is responsible."""
    return len(sentence.text) - (one.end - one.start) > 3


def _under(sentences: Sequence[Sentence], heading: int) -> Iterator[int]:
    title = sentences[heading].text.rstrip("。：")
    for number in range(heading + 1, len(sentences)):
        if title not in sentences[number].headings:
            return
        if not sentences[number].is_heading and not sentences[number].is_row:
            yield number


def _covered(sentences: Sequence[Sentence], number: int, free: int, one: Responsible) -> list[int]:
    """The sentences that a place closes: those of its paragraph before it, or where it stands alone of the paragraph before."""
    covered = [number] if _says_more(sentences[number], one) else []
    low = number - 1
    for _ in range(2):
        if low < free:
            break
        paragraph = sentences[low].paragraph if not covered else sentences[number].paragraph
        first = low
        while low >= free and sentences[low].paragraph == paragraph:
            low -= 1
        inside = [at for at in range(low + 1, first + 1) if not sentences[at].is_heading]
        covered += inside
        if covered:
            break
        if first > low:
            return [first]  # a heading is all that there is: it is the task
    return covered


def _each(plain: Plain, sentence: Sentence, several: Sequence[Responsible]) -> Iterator[Task]:
    """The sentence cut where the next body is told something, at the stop before it."""
    starts = [sentence.start]
    for one in several[1:]:
        stop = max(plain.text.rfind(mark, starts[-1], one.start) for mark in "；，")
        starts.append(stop + 1 if stop > starts[-1] else one.start)
    for start, end, one in zip(starts, (*starts[1:], sentence.end), several, strict=True):
        yield _task(plain, sentence, start, end, one)


def _task(plain: Plain, sentence: Sentence, first: int, last: int, who: Responsible | None) -> Task:
    start, end = plain.raw(first, last)
    words = plain.text[first:last]
    heading = sentence.headings[-1] if sentence.headings else ""
    because = {"words": Because(start, end, "task.order" if who is None else "task.responsible")}
    if who is None:
        return Task(start, end, words, heading, (), (), because)
    where = Because(*plain.raw(who.start, who.end), who.rule)
    because |= {role: where for role, names in (("lead", who.lead), ("support", who.support)) if names}
    return Task(start, end, words, heading, who.lead, who.support, because)
