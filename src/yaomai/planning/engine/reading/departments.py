"""Which departments of a government does a text name, in which usual spelling (省工信厅 is 省工业和信息化厅)?"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from yaomai.planning.engine.reading.word_list import Found, WordList, words_of

# what a department is in charge of, as it is printed, and its usual name since the reform of 2018
_FIELDS: Mapping[str, str] = {
    "工信": "工业和信息化",
    "工业和信息化": "工业和信息化",
    "工业信息化": "工业和信息化",
    "经信": "经济和信息化",
    "经济和信息化": "经济和信息化",
    "发改": "发展和改革",
    "发展改革": "发展和改革",
    "发展和改革": "发展和改革",
    "卫健": "卫生健康",
    "卫生健康": "卫生健康",
    "卫计": "卫生和计划生育",
    "卫生计生": "卫生和计划生育",
    "卫生和计划生育": "卫生和计划生育",
    "卫生": "卫生",
    "药监": "药品监督管理",
    "药品监管": "药品监督管理",
    "药品监督管理": "药品监督管理",
    "食药监": "食品药品监督管理",
    "食品药品监管": "食品药品监督管理",
    "食品药品监督管理": "食品药品监督管理",
    "中医药": "中医药管理",
    "中医药管理": "中医药管理",
    "医保": "医疗保障",
    "医疗保障": "医疗保障",
    "科技": "科学技术",
    "科学技术": "科学技术",
    "财政": "财政",
    "农业农村": "农业农村",
    "农牧": "农牧",
    "农业": "农业",
    "商务": "商务",
    "市场监管": "市场监督管理",
    "市场监督管理": "市场监督管理",
    "质监": "质量技术监督",
    "工商": "工商行政管理",
    "人社": "人力资源和社会保障",
    "人力资源社会保障": "人力资源和社会保障",
    "人力资源和社会保障": "人力资源和社会保障",
    "林草": "林业和草原",
    "林业和草原": "林业和草原",
    "林业": "林业",
    "生态环境": "生态环境",
    "环保": "环境保护",
    "环境保护": "环境保护",
    "自然资源": "自然资源",
    "国土资源": "国土资源",
    "文旅": "文化和旅游",
    "文化和旅游": "文化和旅游",
    "旅游发展": "旅游发展",
    "旅游": "旅游",
    "教育": "教育",
    "统计": "统计",
    "税务": "税务",
    "知识产权": "知识产权",
    "乡村振兴": "乡村振兴",
    "扶贫": "扶贫开发",
    "国资": "国有资产监督管理",
    "金融": "金融工作",
    "金融监管": "金融监督管理",
    "地方金融监管": "地方金融监督管理",
    "地方金融监督管理": "地方金融监督管理",
    "招商": "招商",
    "经济合作": "经济合作",
    "交通运输": "交通运输",
    "水利": "水利",
    "水务": "水务",
    "住建": "住房和城乡建设",
    "住房城乡建设": "住房和城乡建设",
    "住房和城乡建设": "住房和城乡建设",
    "民政": "民政",
    "公安": "公安",
    "司法": "司法",
    "审计": "审计",
    "应急管理": "应急管理",
    "大数据": "大数据",
    "大数据管理": "大数据管理",
    "数据": "数据",
    "邮政管理": "邮政管理",
    "气象": "气象",
    "粮食和储备": "粮食和物资储备",
    "粮食和物资储备": "粮食和物资储备",
    "畜牧兽医": "畜牧兽医",
    "外事": "外事",
    "行政审批": "行政审批",
    "政务服务": "政务服务",
    "民族": "民族事务",
    "民委": "民族事务",
    "体育": "体育",
}
_ENDINGS = {"厅": "厅", "局": "局", "委员会": "委", "委": "委", "办公室": "办", "办": "办", "总局": "总局", "部": "部"}
_MINISTRIES = frozenset(
    words_of("""
    工业和信息化 科学技术 财政 农业农村 农业 商务 教育 人力资源和社会保障 卫生 生态环境 自然资源 民政 公安 住房和城乡建设
    交通运输 文化和旅游 水利
""")
)
_OFFICES = frozenset(
    words_of("""
    金融 扶贫 招商 外事 大数据 政务服务 医保 旅游
""")
)
_COMMITTEES = frozenset(
    words_of("""
    发展和改革 卫生健康 卫生和计划生育 国有资产监督管理 经济和信息化 工业和信息化 民族事务 旅游发展 农业 农业农村
""")
)
_WHOLE = {
    "国务院": "国务院",
    "发改委": "发展和改革委",
    "国资委": "国有资产监督管理委",
    "民委": "民族事务委",
    "宣传部": "宣传部",
    "组织部": "组织部",
    "供销社": "供销合作社",
    "供销合作社": "供销合作社",
    "供销联社": "供销合作社",
    "人民银行": "人民银行",
    "银保监局": "银保监局",
    "证监局": "证监局",
    "海关": "海关",
}
_BEFORE = re.compile(
    r"(?:国家|自治区党委|自治区|省委|省|市委|(?<![城都本])市|(?<![各])县|(?<![园新发高开])区|(?<![各])州|盟|师)$"
)


@cache
def _departments() -> WordList:
    words = dict(_WHOLE)
    for printed, field in _FIELDS.items():
        for ending, said in _ENDINGS.items():
            if (
                (said == "部" and field not in _MINISTRIES)
                or (said == "办" and printed not in _OFFICES)
                or (said == "委" and field not in _COMMITTEES)
                or (printed == "民委" and said != "委")
            ):
                continue
            words.setdefault(printed + ending, field + said)
    # words that only look like a department: 工业部署, 卫生部门, 旅游局面, 数据局限
    for start in tuple(words):
        if start.endswith("部"):
            words[start + "门"] = words[start + "分"] = words[start + "署"] = words[start + "件"] = ""
        if start.endswith("局"):
            words[start + "面"] = words[start + "部"] = words[start + "限"] = ""
        if start.endswith("办"):
            words[start + "理"] = words[start + "法"] = words[start + "学"] = words[start + "医"] = ""
        if start.endswith("委"):
            words[start + "托"] = words[start + "员"] = ""
    return WordList(words)


def departments(text: str) -> Iterator[Found]:
    """The departments that `text` names, with their usual name; in a list the first one's 省 or 市 is that of the rest."""
    before, last = "", -9
    for one in _departments().found(text):
        match = _BEFORE.search(text, max(0, one.start - 4), one.start)
        if match is None:
            goes_on = 0 <= one.start - last <= 1 and text[last : one.start] in ("、", "，", "和", "及", "")
            level = before if goes_on and not one.meaning.endswith("部") and one.meaning != "国务院" else ""
            if not level and text[one.start : one.end] in ("海关", "旅游局"):
                continue
            start = one.start
        else:
            level, start = match.group(), match.start()
        before, last = level, one.end
        yield Found(start, one.end, f"{level}{one.meaning}")


def usual_name(words: str) -> str:
    """The usual name of one department as it is printed, or the words themselves where no department is known."""
    for one in departments(words):
        if one.start <= 4 and len(words) - one.end <= 1:
            return words[: one.start] + one.meaning
    return words
