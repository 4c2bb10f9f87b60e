"""Which division does a text mean by the name of a region? Codes of GB/T 2260; the whole country is "000000"."""

from yaomai.standards import gbt2260

COUNTRY = "000000"
_COUNTRY = frozenset({"全国", "中国", "国家", "国内", "我国"})
_OWN = {"全省": 2, "我省": 2, "本省": 2, "全市": 4, "我市": 4, "本市": 4, "全州": 4, "全县": 6, "全区": 6}


def division_of(words: str, *, near: str = "") -> str:
    """The code; empty when the words name no division, or several. `near`: the division that the document is about."""
    named = "".join(words.split())
    if named in _COUNTRY:
        return COUNTRY
    if digits := _OWN.get(named):
        return f"{near[:digits]:0<6}" if near else ""
    found = gbt2260.find(named, near=near)
    return found[0].code if len(found) == 1 else ""


def name_of(code: str) -> str:
    """What a code is called: 甘肃省, 全国; the code itself when the standard does not have it; empty for none."""
    if code == COUNTRY:
        return "全国"
    return gbt2260.name_of(code) if code and gbt2260.exists(code) else code
