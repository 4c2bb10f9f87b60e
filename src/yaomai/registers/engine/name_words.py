"""Of which words are the names of Chinese organisations made, and which characters are taken for each other?

Recognised in what people write: legal forms (公司法; 农民专业合作社法; 合伙企业法), words of trades, what
an institution calls itself, what a branch is called, and characters of one shape or that firms like in their word marks.
"""

import re


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LEGAL_FORMS: dict[str, str] = {
    "股份有限责任公司": "shares", "股份有限公司": "shares", "股份公司": "shares", "有限责任公司": "limited", "有限公司": "limited",
    "责任公司": "limited", "责任有限公司": "limited", "总公司": "company", "公司": "company",
    "农民专业合作社联合社": "union", "专业合作社联合社": "union", "合作社联合社": "union", "联合社": "union",
    "农民专业合作社": "cooperative", "专业合作社": "cooperative", "农民合作社": "cooperative", "合作社": "cooperative",
    "特殊普通合伙": "partnership", "有限合伙": "partnership", "普通合伙": "partnership", "合伙企业": "partnership",
    "个人独资企业": "sole",
}  # fmt: skip
"""Legal form to its class."""
COMPANY_FORMS = frozenset(("shares", "limited", "company"))

# What an institution or a workplace calls itself at the end of its name, longest first.
HEADS = _words(
    """
研究院 研究所 研究中心 检验所 检验院 检测院 科学院 卫生院 卫生室 医院 诊所 大学 学院 学校 中学 小学 协会
学会 商会 联合会 促进会 基金会 委员会 联盟 中心 总厂 厂 大药房 药房 药店 商行 经营部 门市部 服务部 商店
超市 家庭农场 农场 林场 牧场 养殖场 种植场 苗圃 基地 监督管理局 管理局 局 站 所 院 店 场
"""
)

TRADES = frozenset(
    _words(
        """
制药 药业 医药 药材 药物 药品 中药 中药材 中草药 中药饮片 饮片 中成药 藏药 藏医药 藏医 中医 中医药 生物
生物科技 生物技术 生物制品 生物工程 生物医药 生化 生物制药 医疗 医疗器械 器械 医疗科技 医院 医学 科技 科学
技术 科贸 工贸 商贸 贸易 经贸 农贸 农业 农业科技 农牧 农产品 农林 种植 养殖 种养 种养殖 种业 种子 种苗
育苗 林业 农业发展 农业开发 生态 生态农业 绿色 食品 保健 保健品 保健食品 健康 健康产业 大健康 养生 康养
养老 化工 化学 化妆品 日化 物流 仓储 冷链 运输 供应链 配送 连锁 药房 大药房 零售 批发 销售 采购 包装
机械 设备 仪器 电子 信息 网络 软件 数据 智能 环保 能源 建筑 工程 建材 房地产 置业 投资 控股 实业 产业
企业管理 管理 咨询 服务 文化 传媒 旅游 教育 检测 检验 认证 计量 研究 研发 开发 发展 加工 制造 生产
营销 进出口 国际 电子商务 电商 供销 畜牧 兽药 饲料 肥料 农资 茶业 酒业 乳业 油脂 粮油 果蔬 蔬菜 花卉
园林 食用菌 黄芪 当归 党参 甘草 大黄 柴胡 板蓝根 枸杞 药膳 药妆 诊断 试剂 疫苗 血液 血液制品 胶囊 辅料
原料药 提取 提取物 植物 植物提取 天然药物 制剂 资源 健康管理 医药科技 医药连锁 医药物流 药材种植 中药材种植
中药材加工 中药材购销 购销 收购 经营 专业 材料 新材料 生物材料 医用 医用材料 卫生材料 卫生 用品 耗材 口腔
眼科 骨科 康复 妇产 儿童 妇幼 妇幼保健 人民 附属 疾病预防控制 疾控 市场 监督 药品监督 药品检验 食品药品
行政 审批 职业 师范 理工 工业 商业 医科 中医学
"""
    )
)
TRADE_LONGEST = max(map(len, TRADES))

INSTITUTION_HEADS = frozenset(
    _words(
        """
研究院 研究所 研究中心 检验所 检验院 检测院 科学院 大学 学院 协会 学会 商会 联合会 促进会 基金会 委员会 联盟 中心
监督管理局 管理局 局 站 所 院
"""
    )
)
"""Heads of names that are shortened by taking one character of each word (旱农所); those of hospitals are not (中医院)."""

BRANCH_WORDS = _words(
    """
分公司 分厂 分院 分店 分社 分部 分所 分中心 分校 分行 支公司 支行 办事处 代表处 营业部 营业处 营销中心
项目部 经理部 门市部 生产基地 种植基地 厂区 院区 校区 车间 仓库 直营店 加盟店 连锁店 店
"""
)
BRANCH_BASES = re.compile("(?:公司|合作社|联合社|集团|[厂院所])")

GROUP = "集团"

NUMERALS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_COUNTED = "|".join(
    _words(
        """
分?(?:公司|厂|院|店|社|部|所|场) 号 分 中学 小学 中医 人民 医院 门市 附属 车间 社 队 站 所 建
连锁 药店 药房 制药 中药 农场 幼儿
"""
    )
)
NUMERAL = re.compile(f"第([零〇一二三四五六七八九十百]+|[0-9]+)|([一二三四五六七八九十]+|[0-9]+)(?={_COUNTED})")

# Characters that are written or read for each other because they look alike.
ALIKE = _words(
    """
己已巳 未末 土士 日曰 千干于 天夭夫 大太犬 人入八 王玉主 午牛 白自 目且 田由甲申 石右古 永水冰 木本术
兴光 辰晨展 康庚唐 慈兹滋磁 芪氏 岷珉抿 泽译择 隆降 恒桓垣恆 佛拂弗彿 瑞端 祥样详 源原愿 陇拢垄 州洲
洮姚桃 泰秦奏 汉汊 渭谓胃 药约葯 制治 业亚 济剂挤 惠慧 德得 宏宠 鑫淼 昌冒 农衣 归旧 参叁 茂戊 宁宇
亨享 旺汪 利和 丰羊 华毕 伏优 货贷 侯候 微徽 崇祟 哀衷 戌戍戊 栗粟 梁粱 晴睛 炙灸 苓芩 芍药 茯伏 毫亳
茶荼 棵裸 搏博 膊薄 拔拨 折拆 析折 历厉 厂广 仑仓 风凤 鸟乌 今令 冶治 折析 泊柏 洛络 洁浩 朗郎 稳隐
景影 敦郭 盛感 城诚 甘廿 肃萧 兰三
"""
)

MARK_CHARACTERS = frozenset(
    "一万三世业东中丰丹为丽久义之乐九乾事云五亚京亿仁众优会伟伦佑作佳俊保信健元兆光全兰兴养冀军农冠凤凯创利力勤化北匠千升华卓"
    "南博厚原友双发可合吉同向君启和咏品商善喜嘉四园国圆圣坤城复多大天太奇妍威孝宁安宏宗宜宝家富尊尔尚展山岭岳峰州巨希帝常平广"
    "庆庚康延建开弘彩得循德忠怀思怡恒恩悦惠慈慕慧成才承抚振捷攀敏敦敬文新方旭时旺昆昌明星春晓晟晨普景晶智曙月有朗朝本松极林树"
    "根格桐桓森横欢欣欧歌正武毅氏民永汇汉江沃河泉法泰泽洋洙洛津洪洲派济浩海润涵深清渤湖源溢满瀚灵然燕牛琳瑞甘生田畅百皇盈益盛"
    "知硕磐神祥祺禄福禾秀秋科立紫繁红维缘罗美群翔翠耀联聚胜能腾舒舟航良艺芳苏英茂荣荷萍蓝虹融衡裕西誉诚诺谦豪贤赣超路轩辅辉辰"
    "达进远迪通逸道邦邵都金鑫铭银锋锡锦长阳隆雄雅雪雷霖霞青靖韵顺颐风飞首馨骏高鸣鸿鹏鹿麦鼎龙"
)
"""Characters that firms like in their word marks: where both of two differing ones are among them, both may be meant."""
