"""How quickly does a search answer over 300,000 names and codes, for whoever asks?

A third of the terms are credit codes, the others names made of places, word marks, trades and legal forms of the province.
Searched as the web's role with row-level security on, by three viewers: the public, an official, and a person of a firm who sees
besides what is public only the own rows; with queries as people type them: parts of names, one and two characters, whole and
begun readings, initials, parts of codes, several words, what nobody is called.
"""

import random
import time
from collections.abc import Iterator

from installation import Installation, installation
from measuring import Extent, Result, main, percentile, say, timed

from yaomai.people.viewer import ANYONE, Viewer
from yaomai.registers.engine.folding import fold
from yaomai.registers.engine.terms import grams
from yaomai.registers.queries.search import search

TERMS = 300_000


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


QUERIES = (
    "佛慈", "兰州佛慈", "兰州生物", "陇西", "甘肃", "药", "兰", "岷", "有限公司", "合作社", "中药材种植",
    "制药", "分公司", "陇西分公司", "康", "恒康药业", "lanzhou", "lanz", "lz", "lzsw",
    "shengwu", "fc", "fo", "kang", "gs", "lzhk", "hengkangyaoye", "dingxi",
    "minxian", "zhongyaocai", "l", "hkyy", "9162", "91620100", "0100", "MA7",
    "916201", "6201", "91", "兰州 药业", "陇西 中药材 合作社", "佛慈 有限", "定西hk", "岷县dg", "馘",
    "饕餮药业", "qqqq", "zzzz", "不存在的企业名称", "兰州佛慈制药股份有限公司", "甘肃省定西市", "第一", "GE",
    "天士力 兰州",
)  # fmt: skip
_PLACES = _words(
    """
甘肃 甘肃省 兰州 兰州市 兰州新区 定西 定西市 陇西 陇西县 岷县 渭源 渭源县 漳县 临洮 通渭 天水 秦州
麦积 甘谷 武山 清水 张掖 民乐 山丹 武威 凉州 民勤 古浪 酒泉 敦煌 玉门 瓜州 嘉峪关 金昌 白银 会宁
靖远 平凉 崆峒 华亭 庆阳 西峰 环县 陇南 武都 文县 宕昌 成县 徽县 西和 礼县 临夏 永靖 甘南 合作
舟曲 西安 成都
"""
)
_MARKS = (
    "佛慈恒康瑞祥天德仁和济世百草堂惠众兴隆丰源泰安奇正陇神金盛宝嘉华远宏达益民福顺利通正元圣博"
    "雅亿同润泽生春林汉唐岐黄岷归芪源本草青山绿水云峰龙凤鸿翔鑫旺昌裕永久诚信"
)
_TRADES = _words(
    """
制药 药业 生物科技 中药材 中药饮片 医药 医疗器械 中药材种植 农业科技 生物制药 药材 中草药 商贸 医药连锁
物流 中医药 保健品
"""
)
_FORMS = _words(
    """
有限公司 有限责任公司 股份有限公司 农民专业合作社 集团有限公司 有限公司陇西分公司 研究所 厂 中心
"""
)
_WEIGHTS = (60, 20, 6, 20, 2, 3, 1, 2, 1)


def measure(extent: Extent) -> list[Result]:
    """All queries, by each viewer, several times over; the first time of each is not counted."""
    terms = extent.of(TERMS)
    viewers = {
        "the public": ANYONE,
        "an official": Viewer(account=1, organisation=1, roles=frozenset({"official"})),
        "a firm": Viewer(account=2, organisation=77, roles=frozenset({"recorder"})),
    }
    samples: dict[str, list[float]] = {}
    with installation() as there:
        with timed(f"{terms:,} terms filled in"):
            _fill(there, terms)
        for name, viewer in viewers.items():
            times = samples.setdefault(name, [])
            slowest = (0.0, "")
            for turn in range(1 + 3 * extent.runs):
                for text in QUERIES:
                    begun = time.perf_counter()
                    search(viewer, text)
                    took = 1000 * (time.perf_counter() - begun)
                    if turn:
                        times.append(took)
                        slowest = max(slowest, (took, text))
            say(f"{name}: p50 {percentile(times, 50):.1f} ms, p95 {percentile(times, 95):.1f} ms, slowest {slowest}")
    how = f"{terms:,} names and codes; {len(QUERIES)} queries, one after another, row-level security on"
    return [
        Result(f"search by {name}, p95", how, "ms", [percentile(times, 95)], 100, 50, more_is_better=False)
        for name, times in samples.items()
    ]


def names(count: int, seed: int = 4) -> Iterator[str]:
    """So many different names."""
    chance = random.Random(seed)  # noqa: S311  # no secret hangs on it
    seen: set[str] = set()
    while len(seen) < count:
        mark = "".join(chance.sample(_MARKS, chance.choice((2, 2, 2, 3))))
        form = chance.choices(_FORMS, _WEIGHTS)[0]
        name = chance.choice(_PLACES) + mark + chance.choice(_TRADES) + form
        if name not in seen:
            seen.add(name)
            yield name


def code(chance: random.Random) -> str:
    """Something like a credit code."""
    where = chance.choice(("6201", "6211", "6212", "6205", "6207")) + chance.choice(("00", "02", "22", "26"))
    return f"91{where}MA" + "".join(chance.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=8))


def _fill(there: Installation, terms: int) -> None:
    """Entities and terms as an import would leave them, written by the owner: nobody verifies this ledger."""
    import orjson
    import psycopg

    chance = random.Random(5)  # noqa: S311  # no secret hangs on it
    entities = terms * 2 // 3
    with psycopg.connect(there.access.conninfo("owner")) as connection, connection.cursor() as cursor:
        rows, found = [], []
        for number, name in enumerate(names(entities), 1):
            current = {"name": name}
            found.append((number, 0, "enterprise", "name", fold(name), grams(name)))
            if number % 2:
                current["uscc"] = code(chance)
                found.append((number, 1, "enterprise", "uscc", fold(current["uscc"]), grams(current["uscc"])))
            rows.append((number, name, number % 500, orjson.dumps(current).decode()))
        with cursor.copy(
            "COPY registers_entity (id, kind, title, organisation, division, current, cells, disputed, is_void, record_time)"
            " FROM STDIN"
        ) as copy:
            for number, name, organisation, current_json in rows:
                copy.write_row(
                    (number, "enterprise", name, organisation, "621122", current_json, "{}", [], False, "2026-01-01")
                )
        with cursor.copy("COPY registers_term (entity, ordinal, kind, property, text, grams) FROM STDIN") as copy:
            for row in found:
                copy.write_row(row)
    there.administrator("VACUUM ANALYZE registers_entity")
    there.administrator("VACUUM ANALYZE registers_term")


if __name__ == "__main__":
    main(measure)
