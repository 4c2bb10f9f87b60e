"""In which words do the registers speak of values that cannot be read?"""

from typing import NamedTuple

from yaomai.registers.engine.read_fault import ReadFault


class FaultWords(NamedTuple):
    """What happened, and what to do; the value seen stands between them on a page."""

    what: str
    cure: str


VALUE_FAULTS: dict[str, FaultWords] = {
    # code of registers/engine/read_fault.py; {hint} is its data: candidates, a bound, a unit
    "registers.value_empty": FaultWords("没有填写", "不填就整项留空；确实没有，填“无”或“—”"),
    "registers.value_spreadsheet_error": FaultWords("单元格里是表格软件的错误值", "改好公式，或直接填写数值"),
    "registers.value_control_character": FaultWords("含有看不见的控制字符", "删掉后重新输入这段文字"),
    "registers.value_not_text": FaultWords("不是文字", "请填写一段文字"),
    "registers.value_too_long": FaultWords("文字太长（{hint}）", "请缩短"),
    "registers.value_digits_lost": FaultWords(
        "号码被当成数字存放，15 位以后已经丢失", "把单元格设为“文本”格式，照原件重新输入"
    ),
    "registers.value_not_a_number": FaultWords("不是数字", "填阿拉伯数字，可带小数点和单位，如 3.5万亩"),
    "registers.value_thousands": FaultWords("逗号的位置不是千分位", "小数点用“.”，千分位逗号每三位一个或不用"),
    "registers.value_hedged": FaultWords(
        "是约数，或带着脚注号", "填一个确定的数，不带“约、近、余、以上”等字，也不带①这样的脚注号"
    ),
    "registers.value_range": FaultWords("是一个范围", "只填一个数"),
    "registers.value_numeral": FaultWords("数字写成了汉字", "改用阿拉伯数字"),
    "registers.value_rounded_display": FaultWords("科学计数法显示的数已经舍入", "写出全部数字"),
    "registers.value_unit_unknown": FaultWords("不认识单位“{hint}”", "改用本栏的单位"),
    "registers.value_unit_of_another_kind": FaultWords("单位与本栏不是同一种量", "改用本栏的单位（{hint}）"),
    "registers.value_unit_twice": FaultWords("表头与单元格的单位不同（{hint}）", "单位只写一处，或两处写成一样"),
    "registers.value_unit_not_exact": FaultWords("换算成本栏的单位除不尽", "按本栏的单位（{hint}）填写取舍后的数"),
    "registers.value_percent_or_fraction": FaultWords("分不清是比例还是百分数", "带上“%”填写，如 35%"),
    "registers.value_too_small": FaultWords("小于允许的最小值 {hint}", "核对数字和单位"),
    "registers.value_too_large": FaultWords("大于允许的最大值 {hint}", "核对数字和单位"),
    "registers.value_not_whole": FaultWords("不是整数", "填整数"),
    "registers.value_not_a_day": FaultWords("不是日期", "按 2021-03-05 填写"),
    "registers.value_day_missing": FaultWords("日期不完整", "年、月、日都要填，如 2021-03-05"),
    "registers.value_day_ambiguous": FaultWords("分不清年、月、日", "年份用四位数写在最前，如 2021-03-05"),
    "registers.value_no_such_day": FaultWords("没有这一天", "核对月和日"),
    "registers.value_not_a_year": FaultWords("不是年份", "填四位数的年份，如 2021"),
    "registers.value_not_yes_or_no": FaultWords("看不出是或否", "填“是”或“否”"),
    "registers.value_not_a_choice": FaultWords("不在可选项之内", "从这些里选：{hint}"),
    "registers.value_uscc_form": FaultWords(
        "不是统一社会信用代码的样子（{hint}）", "照营业执照填 18 位，只有数字和大写字母，没有 I、O、S、V、Z"
    ),
    "registers.value_uscc_check": FaultWords("统一社会信用代码的校验码不对", "与营业执照逐位核对"),
    "registers.value_old_registration_number": FaultWords("是 15 位的旧注册号", "填换照后的统一社会信用代码"),
    "registers.value_gs1_form": FaultWords("位数不对（{hint} 位），或含有数字以外的字符", "照条码下方的数字填全"),
    "registers.value_gs1_check": FaultWords("条码数字的校验位不对", "与条码下方的数字逐位核对"),
    "registers.value_drug_approval_form": FaultWords("不是药品批准文号的样子", "照说明书填写，如 国药准字Z62020123"),
    "registers.value_drug_approval_old": FaultWords("是 2002 年统一换发以前的批准文号", "填现行的“国药准字”文号"),
    "registers.value_industry_unknown": FaultWords("2017 版行业分类里没有", "按行业名称查到代码再填"),
    "registers.value_industry_ambiguous": FaultWords("可能指几个行业：{hint}", "填其中一个的代码"),
    "registers.value_division_unknown": FaultWords(
        "没有这个行政区划", "填区划代码，或带省、市的全称；开发区、新区填所在的县区"
    ),
    "registers.value_division_ambiguous": FaultWords("有几处同名：{hint}", "前面加上省、市，或改填代码"),
    "registers.value_division_name": FaultWords("代码与名称对不上，代码是 {hint}", "只填代码，或只填名称"),
    "registers.value_reference": FaultWords("不是条目的名称", "填名称或代码"),
    "registers.value_not_a_point": FaultWords("不是一个地点", "填经度,纬度（度），如 104.03,34.44"),
    "registers.value_swapped": FaultWords("经度和纬度写反了", "经度在前，应是 {hint}"),
    "registers.value_outside_china": FaultWords("不在中国境内（{hint}）", "核对两个坐标，单位是度"),
    "registers.value_not_an_area": FaultWords("不是一个地块的边界", "填 GeoJSON 或 WKT 的多边形"),
    "registers.value_ring_open": FaultWords("边界没有闭合（{hint}）", "末尾再写一遍起点"),
    "registers.value_ring_crosses": FaultWords("边界自己相交（{hint}）", "理顺各点的次序"),
    "registers.value_outline_large": FaultWords("边界的点多于 {hint} 个", "简化边界"),
    "registers.value_too_many": FaultWords("一格里列得太多（{hint}）", "只留属于这一项的"),
    "registers.value_not_a_list": FaultWords("不是一份清单", "填一个值"),
}


def fault_words(code: str, hint: str = "") -> FaultWords:
    """The words of a fault of a value; its code, where it has none."""
    words = VALUE_FAULTS.get(code, FaultWords(code, ""))
    return FaultWords(words.what.replace("{hint}", hint).replace("（）", ""), words.cure.replace("{hint}", hint))


def fault_sentence(fault: ReadFault) -> str:
    """A fault in one line: what happened, the value seen, what to do."""
    words = fault_words(fault.code, fault.hint)
    return f"{words.what}：“{fault.value}”。{words.cure}。" if fault.value else f"{words.what}。{words.cure}。"
