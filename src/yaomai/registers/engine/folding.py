"""Which spellings of a text are the same text to whoever looks for it?

Full-width and half-width forms (Unicode NFKC), capitals, spaces, brackets and other signs make no difference; nor do the
traditional forms of the characters that names of Chinese organisations, places, medicines and people are written with
(the simplified ones: 通用规范汉字表, 2013, appendix 1).
"""

import unicodedata
from functools import lru_cache

_TRADITIONAL = (
    "蘭兰藥药製制業业國国貿贸發发廠厂醫医療疗機机構构務务團团場场縣县鄉乡鎮镇區区產产農农專专東东興兴華华龍龙鳳凤陽阳陰阴寶宝豐丰慶庆"
    "鹽盐銀银錢钱鐵铁銅铜錦锦鋒锋鋼钢長长門门開开關关閣阁風风飛飞養养館馆馬马驗验魚鱼鮮鲜鳥鸟麗丽黃黄齊齐龜龟甦苏蘇苏葉叶萬万蓮莲"
    "薈荟薑姜蒼苍藝艺處处虛虚術术補补裝装見见規规視视覺觉觀观計计訊讯訓训記记設设許许評评試试詩诗話话該该認认語语誠诚說说課课調调談谈"
    "論论諾诺證证識识譜谱護护讓让變变豬猪貝贝負负財财貨货質质資资賽赛贊赞趙赵車车軍军軒轩軟软輝辉輸输轉转辦办農农運运過过達达遠远適适"
    "選选遷迁邊边郵邮鄭郑鄧邓釋释針针鈣钙鉀钾鈉钠錄录鏡镜鐘钟閔闵陳陈陸陆隊队際际隨随險险雙双雜杂雲云電电靈灵靜静韓韩響响頁页項项順顺"
    "須须預预領领頭头顏颜題题願愿類类顧顾飲饮飯饭飼饲餅饼餘余驅驱體体髮发鬱郁鴻鸿鷹鹰麥麦麵面點点齒齿億亿優优儀仪價价債债傳传傷伤"
    "備备僑侨償偿儲储兒儿內内兩两冊册凍冻凱凯創创則则剛刚劉刘劑剂勁劲動动勞劳勝胜勢势勵励匯汇協协單单卻却參参員员問问啟启啓启嘗尝"
    "嚴严圍围園园圓圆圖图執执堅坚報报塊块塗涂塵尘壇坛壓压壯壮壽寿夢梦夾夹奮奋奧奥婦妇媽妈孫孙學学實实審审寧宁對对導导屬属層层岡冈島岛"
    "崗岗嶺岭師师帶带幣币幹干幾几庫库應应廣广廳厅張张強强彈弹彌弥彙汇後后徑径從从復复徵征恆恒態态慮虑憲宪懷怀戰战戲戏戶户換换"
    "揚扬損损搖摇撈捞據据擇择擔担據据擴扩攝摄攤摊敗败數数斷断於于時时晉晋書书會会術术東东條条來来棗枣楊杨楓枫榮荣樂乐樓楼標标樞枢樣样"
    "橋桥檢检歐欧歡欢歲岁歷历歸归殘残殺杀殼壳氣气氫氢決决沖冲淨净淺浅測测湯汤溝沟溫温滅灭滬沪滿满漢汉潔洁澤泽濃浓濟济濱滨瀋沈灣湾災灾"
    "為为烏乌無无煙烟熱热燈灯營营爐炉爾尔狀状獎奖獨独獲获環环現现琺珐瑪玛產产異异當当畫画療疗瘡疮癢痒發发監监盤盘盧卢眾众碼码確确礦矿"
    "禮礼禦御種种稱称積积穩稳窮穷競竞筆笔節节範范築筑簡简籌筹籠笼糧粮糾纠紀纪約约紅红純纯紙纸級级細细終终組组結结給给統统絲丝經经綠绿"
    "維维綱纲網网綿绵緊紧緒绪線线緣缘編编緩缓練练縮缩總总績绩織织繼继續续罰罚羅罗義义習习聖圣聞闻聯联聲声職职聽听肅肃腎肾腦脑膠胶膽胆"
    "臨临臺台舉举舊旧艦舰芻刍莊庄華华蘆芦蕪芜薩萨藍蓝蘊蕴蘋苹蟲虫蠟蜡蠶蚕衛卫裏里複复襪袜計计貞贞貢贡賀贺賓宾賢贤賣卖購购贛赣軌轨輔辅輪轮"
    "遙遥遲迟鄰邻醬酱釀酿釘钉鈞钧鎂镁鑄铸鑒鉴閩闽闊阔陝陕隴陇隸隶韋韦韻韵頂顶頻频飾饰駐驻駝驼騰腾驢驴鬆松鬥斗鯉鲤鷄鸡雞鸡鵬鹏麼么黨党"
    "鼇鳌濰潍淶涞潛潜蔔卜蔘参蔞蒌薺荠蘄蕲蠍蝎諸诸貫贯鱉鳖鹼碱鶴鹤鐮镰鑰钥銷销鍋锅鋪铺錫锡鍵键輕轻載载較较輻辐轄辖迴回遞递"
)
_SIMPLIFIED = {ord(old): new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True) if old != new}


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """The text as it is compared and searched: letters and digits only, in their simplest forms."""
    simple = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLIFIED)
    return simple if simple.isalnum() else "".join(one for one in simple if one.isalnum())


def is_han(character: str) -> bool:
    """Whether this is a Chinese character (CJK unified ideographs, and 〇)."""
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000" or character == "〇"


def fold_map(text: str) -> list[int]:
    """For each character of `fold(text)` the place in `text` that it comes from, or nearly: one character in may be several out."""
    return [at for at, character in enumerate(text) for _ in fold(character)]
