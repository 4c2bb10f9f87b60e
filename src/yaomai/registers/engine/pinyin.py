"""How are the characters of a name read? (汉语拼音, GB/T 16159, without tones; ü is written v)

The readings are those of pypinyin's dictionaries (MIT). Of its phrases only those are kept in which a character is read
otherwise than alone. What they do not know of the names that a province's registers hold stands below: places, medicines, surnames.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from yaomai.registers.engine.folding import is_han

# In names of organisations, places and medicines these are more often read so than as the dictionary has them first.
_ALONE = {
    "参": "shen",
    "都": "du",
    "藏": "zang",
    "长": "chang",
    "曾": "zeng",
    "薄": "bo",
    "畜": "xu",
    "洮": "tao",
    "佛": "fo",
    "厦": "xia",
    "晟": "sheng",
    "宕": "dang",
}

_PHRASES = (
    # places
    "长治 chang zhi|单县 shan xian|重庆 chong qing|宕昌 tan chang|六安 lu an|亳州 bo zhou|蚌埠 beng bu|丽水 li shui|台州 tai zhou"
    "|莘县 shen xian|莘庄 xin zhuang|尉犁 yu li|尉氏 wei shi|浚县 xun xian|盱眙 xu yi|铅山 yan shan|番禺 pan yu|大埔 da bu"
    "|中牟 zhong mu|犍为 qian wei|筠连 jun lian|荥阳 xing yang|荥经 ying jing|厦门 xia men|乐清 yue qing|洪洞 hong tong"
    "|繁峙 fan shi|曲阜 qu fu|句容 ju rong|解州 xie zhou|任丘 ren qiu|任城 ren cheng|任县 ren xian|蔚县 yu xian|井陉 jing xing"
    "|乐亭 lao ting|涡阳 guo yang|枞阳 zong yang|歙县 she xian|黟县 yi xian|砀山 dang shan|乐都 le du|阿坝 a ba|东阿 dong e"
    "|重合 chong he|大通 da tong|朝阳 chao yang|华县 hua xian|华阴 hua yin|洛川 luo chuan|洪雅 hong ya|会理 hui li|会稽 kuai ji"
    "|什邡 shi fang|荥河 xing he|郫都 pi du|成都 cheng du|武都 wu du|都匀 du yun|大邑 da yi|石碣 shi jie|濮阳 pu yang"
    "|吐谷浑 tu yu hun|龟兹 qiu ci|乌什 wu shi|浣江 huan jiang|贾汪 jia wang|睢宁 sui ning|邗江 han jiang|陂西 pi xi|黄陂 huang pi"
    "|柏林 bo lin|牟定 mou ding|会泽 hui ze|漯河 luo he|泌阳 bi yang|长垣 chang yuan|叶县 ye xian|费县 fei xian|单城 shan cheng"
    # medicines
    "|白术 bai zhu|苍术 cang zhu|莪术 e zhu|炒术 chao zhu|重楼 chong lou|薄荷 bo he|没药 mo yao|阿胶 e jiao|阿魏 a wei"
    "|川芎 chuan xiong"
    "|大黄 da huang|黄柏 huang bo|关黄柏 guan huang bo|侧柏 ce bai|参考 can kao|参数 can shu|参与 can yu|参加 can jia|参观 can guan"
    "|蛤壳 ge qiao|牡蛎 mu li|降香 jiang xiang|远志 yuan zhi|血竭 xue jie|佛手 fo shou|佛慈 fo ci|收藏 shou cang|珍藏 zhen cang"
    "|冷藏 leng cang|储藏 chu cang|贮藏 zhu cang|葛根 ge gen|茜草 qian cao|茜素 qian su|炮制 pao zhi|炮炙 pao zhi|曲霉 qu mei"
    "|鸡血藤 ji xue teng|地榆 di yu|熟地 shu di|薏苡 yi yi|车前 che qian|当归 dang gui|当药 dang yao"
    "|生长 sheng zhang|校长 xiao zhang"
    "|行业 hang ye|银行 yin hang|商行 shang hang|药行 yao hang|行会 hang hui|调味 tiao wei|调理 tiao li|调剂 tiao ji|音乐 yin yue"
    "|重组 chong zu|成长 cheng zhang|会计 kuai ji|都是 dou shi"
)  # fmt: skip

_SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "曾": "zeng", "查": "zha", "任": "ren", "朴": "piao", "盖": "ge",
    "覃": "qin", "翟": "zhai", "乐": "yue", "员": "yun", "种": "chong", "缪": "miao", "燕": "yan", "牟": "mu", "折": "she",
    "洗": "xian", "冼": "xian", "召": "shao", "句": "gou", "尹": "yin", "繁": "po", "黑": "he", "纪": "ji", "郇": "xun",
    "那": "na", "祭": "zhai", "秘": "bi", "晁": "chao", "葛": "ge", "长": "chang", "薄": "bo", "尉": "wei", "都": "du",
}  # fmt: skip
_DOUBLE_SURNAMES = {"尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu")}
_NOT_A_PERSON = frozenset("县市区州镇乡村厂店堂院所站局社场园山河江湖岛丸散片膏汤剂粒酒胶丹茶草花根皮叶子参位毒元一")
_PERSON_LENGTHS = range(2, 4)


def _toneless(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v"))
    plain = decomposed.replace("u\u0308", "v")
    return "".join(one for one in plain if "a" <= one <= "z")


@dataclass(frozen=True, slots=True)
class _Readings:
    """`alone`: Chinese character to reading; `phrases`: the words in which one is read otherwise, by their first two characters,
    longest first; `no_surname`: words that begin with a surname's character and are none."""

    alone: Mapping[str, str]
    phrases: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]
    no_surname: frozenset[str]


@cache
def _readings() -> _Readings:
    from pypinyin.phrases_dict import phrases_dict  # a third of a second: only for a process that reads names
    from pypinyin.pinyin_dict import pinyin_dict

    alone = {
        chr(code): _toneless(readings.partition(",")[0]) for code, readings in pinyin_dict.items() if is_han(chr(code))
    }
    alone |= _ALONE
    toneless: dict[str, str] = {}

    def plain(reading: str) -> str:
        if reading not in toneless:
            toneless[reading] = _toneless(reading)
        return toneless[reading]

    words: dict[str, tuple[str, ...]] = {
        word: tuple(plain(each[0]) for each in readings) for word, readings in phrases_dict.items() if len(word) <= 4
    }
    for line in _PHRASES.split("|"):
        word, *spoken = line.split()
        words[word] = tuple(spoken)
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for word, syllables in words.items():
        if len(word) == len(syllables) and any(
            alone.get(one) != each for one, each in zip(word, syllables, strict=True)
        ):
            found.setdefault(word[:2], []).append((word, syllables))
    for same_start in found.values():
        same_start.sort(key=lambda one: -len(one[0]))
    known = frozenset(word for word in words if word[0] in _SURNAMES and len(word) in _PERSON_LENGTHS)
    return _Readings(alone, found, known)


@lru_cache(maxsize=100_000)
def syllables(text: str) -> tuple[str, ...]:
    """The reading of each character, one a character; of what is no Chinese character the character itself."""
    readings = _readings()
    found = [readings.alone.get(one, one) for one in text]
    surname = _surname(text)
    at = len(surname)
    found[:at] = surname
    while at < len(text) - 1:
        for word, spoken in readings.phrases.get(text[at : at + 2], ()):
            if text.startswith(word, at):
                found[at : at + len(word)] = spoken
                at += len(word)
                break
        else:
            at += 1
    return tuple(found)


def _surname(text: str) -> tuple[str, ...]:
    """How a surname at the beginning of what looks like a person's name is read; empty for other texts."""
    if text[:2] in _DOUBLE_SURNAMES and len(text) in range(3, 5):
        return _DOUBLE_SURNAMES[text[:2]]
    if len(text) in _PERSON_LENGTHS and text[0] in _SURNAMES and text[-1] not in _NOT_A_PERSON:
        if not _readings().no_surname.isdisjoint((text, text[:2])):
            return ()
        return (_SURNAMES[text[0]],)
    return ()


@cache
def all_syllables() -> frozenset[str]:
    """Every reading that a character has."""
    readings = _readings()
    spoken = {each for same in readings.phrases.values() for _, word in same for each in word}
    return frozenset(one for one in (*readings.alone.values(), *spoken) if one)
