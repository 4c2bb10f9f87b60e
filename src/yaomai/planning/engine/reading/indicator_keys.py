"""Which of the declared indicators does a phrase of a plan mean, as far as words tell?

The keys are those of the reader's declared vocabulary (systems/b02 declares the ones that have series). Rows are tried in
order; the first whose words are all in the phrase wins. A phrase that no row knows has no key: the words stay. Nor has one
of a row without a key, whose words would else be taken for what they are not (an output value is never a revenue).
"""

import re
from functools import lru_cache

# (key, genre of unit, words): genre money, area, mass, share, count, any
_ROWS: tuple[tuple[str, str, str], ...] = (
    # shares and rates
    ("rd.intensity", "share", r"(?:研发|研究开发|R&D|科研)[^占]*(?:投入|经费|费用|资金|支出)|研发强度|研发投入强度|投入强度"),
    ("cluster.fixed_assets_share", "share", r"固定资产占"),
    ("cluster.gross_output_share", "share", r"总产值占"),
    ("herb.national_output_share", "share", r"产量占全国|占全国[^，]*产量"),
    ("herb.standardised_share", "share", r"(?:标准化|规范化|GAP)[^，]*(?:面积|种植|基地)[^，]*(?:占|比|率)"),
    ("herb.standardised_share", "share", r"(?:标准化|规范化)(?:种植)?率"),
    ("herb.processing_rate", "share", r"加工(?:转化)?率"),
    ("techtransfer.conversion_rate", "share", r"转化"),
    ("product.national_market_share", "share", r"市场(?:份额|占有率)|占全国[^，]*市场"),
    ("industry.value_added.gdp_share", "share", r"增加值占.*(?:GDP|生产总值)|占.*(?:GDP|生产总值)"),
    ("export.share", "share", r"出口"),
    ("env.energy_intensity_reduction", "share", r"(?:能耗|耗能|能源消耗|综合耗能)"),
    ("environment.water_intensity_reduction", "share", r"(?:用水|水耗|取水)"),
    ("industry.profit_margin", "share", r"(?:利润率|利税率)"),
    ("innovation.new_product_share", "share", r"新产品.*(?:占|比|率)"),
    ("digital.rate", "share", r"数字化|数控化|智能化"),
    ("patent.national_share", "share", r"专利"),
    # areas, masses
    ("", "area", r"、"),  # of the herbs in a list: not the whole area
    ("", "mass", r"、"),
    ("herb.standardised_area", "area", r"标准化|规范化|GAP|绿色|有机|生态种植"),
    ("herb.seedling_area", "area", r"种苗|种子|良种|繁育"),
    ("herb.area", "area", r"面积|种植|基地|药材|栽培|规模"),
    ("env.sewage_capacity", "rate", r"污水|废水"),
    ("production.capacity", "rate", r"能力|产能|生产"),
    ("herb.storage_area", "site", r"仓储|库"),
    ("park.area", "site", r"园区|用地|占地"),
    ("herb.storage_capacity", "mass", r"仓储|储备|库容|静态"),
    ("herb.processing_output", "mass", r"加工"),
    ("herb.output", "mass", r"产量|药材|总产|采收"),
    # money
    ("intl.market.scale", "money", r"(?:全球|世界|国际)[^，]*(?:市场|规模)"),
    ("national.market.scale", "money", r"(?:全国|我国|国内)[^，]*市场"),
    ("herb.planting_revenue", "money", r"种植业.*收入"),
    ("", "money", r"(?:当归|党参|黄芪|红芪|甘草|大黄|药材|枸杞)[^，]*全产业链[^，]*产值"),
    ("herb.chain_revenue", "money", r"(?:当归|党参|黄芪|红芪|甘草|大黄|药材|枸杞)[^，]*全产业链"),
    ("herb.output_value", "money", r"(?:药材|种植|种养|农业)[^，]*产值"),
    ("herb.trade_value", "money", r"(?:交易额|贸易额|流通|成交额|交易量)"),
    ("industry.export_value", "money", r"出口"),
    ("project.expected_profit_tax", "money", r"(?:项目|建成|投产)[^，]*利税"),
    ("project.expected_sales", "money", r"(?:项目|建成|投产|达产)[^，]*收入"),
    ("", "money", r"(?:项目|建成|投产|达产|新产品|单品种?)[^，]*产值"),
    ("fund.scale", "money", r"基金"),
    ("cluster.scale", "money", r"集群"),
    ("industry.scale", "money", r"(?:产业链?|全产业链|产业|总)规模|总产出"),
    ("industry.chain_output", "money", r"全产业链?[^，]*产值"),
    ("industry.chain_revenue", "money", r"全产业链?(?:主营业务|营业|销售)?收入"),
    ("industry.value_added", "money", r"增加值"),
    ("industry.profit_and_tax", "money", r"利税"),
    ("industry.profit", "money", r"利润"),
    ("industry.tax", "money", r"税收|税金|纳税"),
    ("project.investment", "money", r"固定资产投资"),
    ("industry.total_assets", "money", r"资产"),
    ("rd.investment", "money", r"(?:研发|研究|科技|创新)[^，]*(?:投入|经费|投资|资金|费用)"),
    ("project.investment", "money", r"投资"),
    ("subsidy.amount", "money", r"奖励|补助|补贴|资助|贴息|专项资金|奖补"),
    ("innovation.new_product_revenue", "money", r"新产品(?:销售)?收入"),
    ("product.sales", "money", r"(?:疫苗|单品种?|品种|.片|丸|胶囊|颗粒|注射液|口服液|大单品)[^，]*(?:年销售|销售额|销售收入)"),
    ("enterprise.sales_revenue", "money", r"(?:公司|研究所|集团|(?<![物中医])药业|药厂)[^，]*(?:销售|收入|营收)"),
    ("", "money", r"(?:公司|研究所|集团|(?<![物中医])药业|药厂)[^，]*产值"),
    ("industry.main_revenue", "money", r"主营业务收入|主营收入"),
    ("industry.sales_revenue", "money", r"销售收入|销售额|产品销售"),
    ("industry.revenue", "money", r"营业收入|营收|营业总收入|经营收入"),
    ("industry.gross_output", "money", r"产值"),
    ("service.tourism_revenue", "money", r"旅游|康养|服务业"),
    # counts
    ("industry.employees", "count", r"从业人员|职工|员工|就业"),
    ("talent.count", "count", r"人才|专家|技术人员|领军人"),
    ("", "count", r"(?:投入|费用|经费|支出)[^，]*(?:收入|销售额)[^，]*(?:企业|公司|集团)"),  # a share of revenue
    ("", "count", r"(?:亿元|万元|收入|销售额|产值)[^，]*(?:流通|经营|商贸|批发|零售|连锁|物流)企业"),  # traders are not makers
    ("enterprise.count_by_output", "count", r"产值[^，]*(?:企业|公司|集团)|(?:企业|集团)[^，]*产值"),
    ("enterprise.count_by_revenue", "count", r"(?:收入|营收|销售额|亿元|过亿|超亿)[^，]*(?:企业|公司|集团)"),
    ("enterprise.count_by_revenue", "count", r"(?:企业|集团)[^，]*(?:收入|营收)"),
    ("", "count", r"产值[^，]*(?:品种|产品|单品|制剂|药)"),
    ("product.count_by_sales", "count", r"(?:收入|销售额|销售|亿元|过亿|超亿)[^，]*(?:品种|产品|单品|制剂|药)"),
    ("enterprise.makers.count", "count", r"(?:规模以上|规上)[^，]*(?:药品生产|制药|医药制造)"),
    ("enterprise.above_scale.count", "count", r"规模以上|规上"),
    ("enterprise.listed.count", "count", r"上市"),
    ("investment.mnc.count", "count", r"跨国"),
    ("enterprise.hightech.count", "count", r"高新技术企业|专精特新|小巨人|单项冠军|瞪羚"),
    ("enterprise.slice_processing.count", "count", r"饮片[^，]*企业"),
    ("enterprise.cultivation.count", "count", r"(?:龙头|骨干|重点|领军|链主|旗舰|优势|核心)[^，、和]*企业(?!技术中心)"),
    ("herb.gap_bases", "count", r"GAP"),
    ("base.count", "count", r"(?:种植|生产|药材|标准化|规范化|良种|种苗|繁育|示范)[^，]*基地"),
    ("rd.projects.count", "count", r"(?:研发|开发|攻关|科技|研究)[^，]*项目"),
    ("platform.incubator.count", "count", r"孵化"),
    ("innovation.national_key_labs", "count", r"(?:国家|全国)[^，]*重点实验室"),
    ("base.industrialisation.count", "count", r"产业化基地"),
    ("innovation.service_platforms", "count", r"关键技术[^，]*平台"),
    ("innovation.platforms", "count", r"实验室|工程(?:技术)?(?:研究)?中心|技术中心|创新中心|研究中心|平台|工作站|联合体"),
    ("innovation.universities", "count", r"高等院校|高校|大学|院校"),
    ("innovation.research_institutes", "count", r"科研院所|研究所|研究院|科研机构"),
    ("innovation.research_hospitals", "count", r"医院|医疗机构"),
    ("patent.count", "count", r"专利"),
    ("", "count", r"医疗器械"),
    ("rd.new_drugs", "count", r"临床[^，]*批件|生产批件|新药证书"),
    ("rd.class1_pipeline", "count", r"在研[^，]*(?:一类|1类)[^，]*新药"),
    ("", "count", r"在研"),
    ("rd.new_products.own", "count", r"自主知识产权[^，]*(?:产品|新药|品种)"),
    ("rd.new_products", "count", r"新药|新产品|创新药|创新产品|新品种"),
    ("product.redevelopment.count", "count", r"二次开发|改造升级"),
    ("market.herb.count", "count", r"市场"),
    ("park.tcm.count", "count", r"中医药产业园区"),  # fewer than the parks of the whole industry
    ("park.count", "count", r"园区|产业园|开发区|聚集区|集聚区|产业基地"),
    ("cluster.count", "count", r"集群"),
    ("project.major.count", "count", r"项目|工程"),
    ("standard.count", "count", r"标准|规程|规范"),
    ("", "count", r"(?:品种|产品|品牌)[^，]*(?:获|通过|取得|入选|列入|认证|登记)"),
    ("product.cultivation.count", "count", r"品种|产品|大品种|单品|制剂"),
    ("brand.count", "count", r"品牌|商标|地理标志|地标|名牌"),
    ("herb.species.cultivated", "count", r"(?:人工)?(?:种植|栽培)[^，]*(?:药材|品种)"),
    ("herb.species.wild", "count", r"野生"),
    ("export.destinations", "count", r"国家(?:和|或)?地区"),
    ("cooperative.count", "count", r"合作社|家庭农场"),
    ("enterprise.count", "count", r"企业|公司|药厂|集团|制造商"),
    ("county.count", "count", r"县|乡镇|村"),
    ("herb.species.total", "count", r"资源|药材|药用植物|中药"),
)  # fmt: skip
_PATTERNS = tuple((key, genre, re.compile(words)) for key, genre, words in _ROWS)
_GENRES = {
    "CNY": "money",
    "USD": "money",
    "EUR": "money",
    "HKD": "money",
    "mu": "area",
    "m2": "site",
    "t": "mass",
    "ratio": "share",
    "percentage_point": "share",
}
_COUNTED_PLACES = "country_or_region"


@lru_cache(maxsize=4096)
def key_of(words: str, unit: str) -> str:
    """The key that `words` mean for a figure of the normalised `unit`, "" when no row knows them."""
    genre = "rate" if "/" in unit else _GENRES.get(unit, "count")
    if unit == "rank":
        return "export.national_rank" if "出口" in words else "national_rank"
    if unit == _COUNTED_PLACES:
        return "export.destinations"
    if unit == "county":
        return "county.count"
    for key, of, pattern in _PATTERNS:
        if of == genre and pattern.search(words):
            return key
    return ""


# (key by the noun, what is done to the things counted, key by both)
_DEEDS: tuple[tuple[str, str, str], ...] = (
    ("innovation.platforms", r"新建|新增|新设|(?<!已)建设(?!成)|组建", "innovation.new_platforms"),
    ("market.herb.count", r"改造|升级|改建|改扩建|提升", "market.herb.upgraded"),
    ("product.cultivation.count", r"二次开发|改造升级", "product.redevelopment.count"),
    ("", r"二次开发", "product.redevelopment.count"),
    ("herb.species.total", r"储备", ""),
)


def by_deed(key: str, clause: str) -> str:
    """The key of what is counted, once the words of its clause say what is done to it: what is newly built, redeveloped or put in
    store is not all there is.
    """
    return next((other for of, deed, other in _DEEDS if of == key and re.search(deed, clause)), key)


def growth_key(words: str, basis: str) -> str:
    """The key of the rate at which what `words` mean grows. basis: yoy (on the year before), cagr (compound, a year), growth
    (over several years together).
    """
    if words.endswith("市场"):
        return "national.market.growth"
    units = ("mu",) if "面积" in words else ("t",) if "产量" in words else ("CNY", "t")
    found = next((key for unit in units if (key := key_of(words, unit))), "")
    return f"{found}.{basis}" if found else ""
