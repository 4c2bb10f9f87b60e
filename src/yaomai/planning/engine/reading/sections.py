"""Is the part of a plan under these headings about how things stand, what lies ahead, what is aimed at, or what is to be done?"""

import re
from functools import lru_cache
from typing import Literal

Section = Literal["state", "outlook", "goal", "task", "measure", ""]

# words that make a heading an order: 夯实产业基础 is something to do, not how things stand
_ORDER = re.compile(
    r"夯实|筑牢|强化|加强|优化|营造|改善|完善|创造|推进|推动|提升|提高|巩固|加快|打造|建设|培育|实施|健全|构建|发展壮大|扩大|破解|解决|补齐|补强"
)
_STATE = re.compile(
    r"现状|现实基础|发展基础|产业基础|工作基础|基础条件|基础与|基础和|基本情况|发展情况|总体情况|实施情况|完成情况|主要情况|基础(?:坚实|良好|扎实|雄厚|较好)|(?:坚实|良好)的?基础|基本概况|概况|回顾|成效|成就|成绩|取得的|存在(?:的)?(?:主要)?问题|主要问题"
    r"|(?:问题|短板|不足|困难)$|(?:优势|特点)$|优势条件|产业优势|资源优势"
)
_OUTLOOK = re.compile(r"形势|机遇|挑战|发展趋势|发展环境|环境分析|发展背景|面临|背景")
_GOAL = re.compile(r"目标|主要指标|发展指标|愿景|预期指标")
_MEASURE = re.compile(r"保障|政策|组织(?:领导|实施)|支持措施|扶持|监督|督导|考核|附则|投入机制|要素支撑|奖励|奖补")
_TASK = re.compile(
    r"任务|重点|布局|工程|举措|行动|路径|专栏|方向|领域|项目|措施|体系|建设|推进|推动|加强|加快|培育|打造|实施|提升|构建|优化|完善|壮大|强化|发展|总体要求"
    r"|指导思想|基本原则|思路|战略"
)


# headings that tell how something is or goes (成效显著, 初具规模), not what is to be done
_DESCRIBES = re.compile(
    r"显著|明显|不断|稳步|持续|逐步|日益|日趋|初步|初具|良好|突出|丰富|雄厚|较快|较好|加快$|凸显|成型|领先|优越|成效|喜人"
)
_NUMBERED = re.compile(r"[（(]?(?:第?[一二三四五六七八九十]+|\d+)[、.．）)章节]")
# the title of a document is no section of it
_DOCUMENT = re.compile(r"(?:规划|方案|计划|意见|通知|纲要|措施|情况)(?:（[^）]*）)?$")


def names_document(heading: str) -> bool:
    """Whether a heading is the title of a document: it ends in 规划, 计划, 方案 …"""
    return _DOCUMENT.search(heading.strip()) is not None


@lru_cache(maxsize=2048)
def section_of(headings: tuple[str, ...]) -> Section:
    """The section that the innermost telling heading makes; "" when none tells."""
    found: Section = ""
    for heading in reversed(headings):
        words = heading.strip()[:40]
        describes = _DESCRIBES.search(words) is not None
        is_order = _ORDER.search(words) is not None and not describes
        if _DOCUMENT.search(words) and len(words) > 8 and not _NUMBERED.match(words):
            continue
        if _GOAL.search(words) and not re.search(r"目标(?:考核|责任|管理)", words):
            return "goal"
        if _STATE.search(words) and not is_order:
            return "state"
        if _OUTLOOK.search(words) and not is_order:
            return "outlook"
        if not found and _MEASURE.search(words):
            found = "measure"
        if not found and not describes and _TASK.search(words):
            found = "task"
    return found
