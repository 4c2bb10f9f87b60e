"""Which herbs does the demonstration's register hold? Real ones; the rules of height and zone are a plan's.

One line a herb: name, 拉丁药名, species, family, part, other names. Where the plan (000 L46-L55) states a least altitude or a
zone, it stands in GANSU_ZONES.
"""

LINES = """
当归|Angelicae Sinensis Radix|Angelica sinensis (Oliv.) Diels|伞形科|根|秦归、云归、岷归
党参|Codonopsis Radix|Codonopsis pilosula (Franch.) Nannf.|桔梗科|根|白条党、纹党
黄芪|Astragali Radix|Astragalus membranaceus (Fisch.) Bge. var. mongholicus (Bge.) Hsiao|豆科|根|绵芪、北芪
红芪|Hedysari Radix|Hedysarum polybotrys Hand.-Mazz.|豆科|根|米仓红芪
甘草|Glycyrrhizae Radix et Rhizoma|Glycyrrhiza uralensis Fisch.|豆科|根及根茎|甜草、国老
大黄|Rhei Radix et Rhizoma|Rheum palmatum L.|蓼科|根及根茎|将军、川军、铨水大黄
柴胡|Bupleuri Radix|Bupleurum chinense DC.|伞形科|根|北柴胡
板蓝根|Isatidis Radix|Isatis indigotica Fort.|十字花科|根|靛青根
枸杞子|Lycii Fructus|Lycium barbarum L.|茄科|果实|枸杞、杞子
半夏|Pinelliae Rhizoma|Pinellia ternata (Thunb.) Breit.|天南星科|块茎|三叶半夏、地文
秦艽|Gentianae Macrophyllae Radix|Gentiana macrophylla Pall.|龙胆科|根|麻花艽
羌活|Notopterygii Rhizoma et Radix|Notopterygium incisum Ting ex H. T. Chang|伞形科|根及根茎|蚕羌
独活|Angelicae Pubescentis Radix|Angelica pubescens Maxim. f. biserrata Shan et Yuan|伞形科|根|香独活
防风|Saposhnikoviae Radix|Saposhnikovia divaricata (Turcz.) Schischk.|伞形科|根|关防风
黄芩|Scutellariae Radix|Scutellaria baicalensis Georgi|唇形科|根|条芩、子芩
款冬花|Farfarae Flos|Tussilago farfara L.|菊科|花|冬花
远志|Polygalae Radix|Polygala tenuifolia Willd.|远志科|根|细叶远志
苦参|Sophorae Flavescentis Radix|Sophora flavescens Ait.|豆科|根|苦骨
赤芍|Paeoniae Radix Rubra|Paeonia lactiflora Pall.|毛茛科|根|赤芍药
白芍|Paeoniae Radix Alba|Paeonia lactiflora Pall.|毛茛科|根|白芍药
丹参|Salviae Miltiorrhizae Radix et Rhizoma|Salvia miltiorrhiza Bge.|唇形科|根及根茎|赤参、紫丹参
牛蒡子|Arctii Fructus|Arctium lappa L.|菊科|果实|大力子、鼠粘子
连翘|Forsythiae Fructus|Forsythia suspensa (Thunb.) Vahl|木犀科|果实|黄花条
金银花|Lonicerae Japonicae Flos|Lonicera japonica Thunb.|忍冬科|花|双花、忍冬花
菊花|Chrysanthemi Flos|Chrysanthemum morifolium Ramat.|菊科|花|甘菊
红花|Carthami Flos|Carthamus tinctorius L.|菊科|花|草红花
肉苁蓉|Cistanches Herba|Cistanche deserticola Y. C. Ma|列当科|茎|大芸
锁阳|Cynomorii Herba|Cynomorium songaricum Rupr.|锁阳科|茎|不老药
麻黄|Ephedrae Herba|Ephedra sinica Stapf|麻黄科|茎|草麻黄
小茴香|Foeniculi Fructus|Foeniculum vulgare Mill.|伞形科|果实|茴香、谷茴香
沙棘|Hippophae Fructus|Hippophae rhamnoides L.|胡颓子科|果实|醋柳、酸刺
杜仲|Eucommiae Cortex|Eucommia ulmoides Oliv.|杜仲科|皮|丝棉皮
厚朴|Magnoliae Officinalis Cortex|Magnolia officinalis Rehd. et Wils.|木兰科|皮|川朴
天麻|Gastrodiae Rhizoma|Gastrodia elata Bl.|兰科|块茎|赤箭、定风草
猪苓|Polyporus|Polyporus umbellatus (Pers.) Fries|多孔菌科|菌体|野猪食
淫羊藿|Epimedii Folium|Epimedium brevicornu Maxim.|小檗科|叶|仙灵脾
川贝母|Fritillariae Cirrhosae Bulbus|Fritillaria cirrhosa D. Don|百合科|鳞茎|川贝、岷贝
百合|Lilii Bulbus|Lilium brownii F. E. Brown var. viridulum Baker|百合科|鳞茎|蒜脑薯
知母|Anemarrhenae Rhizoma|Anemarrhena asphodeloides Bge.|百合科|根茎|毛知母
升麻|Cimicifugae Rhizoma|Cimicifuga foetida L.|毛茛科|根茎|西升麻
黄连|Coptidis Rhizoma|Coptis chinensis Franch.|毛茛科|根茎|味连
黄精|Polygonati Rhizoma|Polygonatum sibiricum Red.|百合科|根茎|鸡头黄精
玉竹|Polygonati Odorati Rhizoma|Polygonatum odoratum (Mill.) Druce|百合科|根茎|葳蕤
重楼|Paridis Rhizoma|Paris polyphylla Smith var. chinensis (Franch.) Hara|百合科|根茎|七叶一枝花
白术|Atractylodis Macrocephalae Rhizoma|Atractylodes macrocephala Koidz.|菊科|根茎|于术
苍术|Atractylodis Rhizoma|Atractylodes lancea (Thunb.) DC.|菊科|根茎|茅术
川芎|Chuanxiong Rhizoma|Ligusticum chuanxiong Hort.|伞形科|根茎|芎藭
藁本|Ligustici Rhizoma et Radix|Ligusticum sinense Oliv.|伞形科|根及根茎|西芎
木香|Aucklandiae Radix|Aucklandia lappa Decne.|菊科|根|云木香、广木香
桔梗|Platycodonis Radix|Platycodon grandiflorum (Jacq.) A. DC.|桔梗科|根|铃铛花
牛膝|Achyranthis Bidentatae Radix|Achyranthes bidentata Bl.|苋科|根|怀牛膝
续断|Dipsaci Radix|Dipsacus asper Wall. ex Henry|川续断科|根|川断
地黄|Rehmanniae Radix|Rehmannia glutinosa Libosch.|玄参科|根|生地
玄参|Scrophulariae Radix|Scrophularia ningpoensis Hemsl.|玄参科|根|元参
北沙参|Glehniae Radix|Glehnia littoralis Fr. Schmidt ex Miq.|伞形科|根|莱阳参
南沙参|Adenophorae Radix|Adenophora tetraphylla (Thunb.) Fisch.|桔梗科|根|泡参
白芷|Angelicae Dahuricae Radix|Angelica dahurica (Fisch. ex Hoffm.) Benth. et Hook. f.|伞形科|根|香白芷
前胡|Peucedani Radix|Peucedanum praeruptorum Dunn|伞形科|根|白花前胡
紫菀|Asteris Radix et Rhizoma|Aster tataricus L. f.|菊科|根及根茎|青菀
龙胆|Gentianae Radix et Rhizoma|Gentiana scabra Bge.|龙胆科|根及根茎|龙胆草
茜草|Rubiae Radix et Rhizoma|Rubia cordifolia L.|茜草科|根及根茎|血见愁
银柴胡|Stellariae Radix|Stellaria dichotoma L. var. lanceolata Bge.|石竹科|根|银胡
白鲜皮|Dictamni Cortex|Dictamnus dasycarpus Turcz.|芸香科|皮|八股牛
牡丹皮|Moutan Cortex|Paeonia suffruticosa Andr.|毛茛科|皮|丹皮
地骨皮|Lycii Cortex|Lycium chinense Mill.|茄科|皮|枸杞根皮
五味子|Schisandrae Chinensis Fructus|Schisandra chinensis (Turcz.) Baill.|木兰科|果实|北五味子
山茱萸|Corni Fructus|Cornus officinalis Sieb. et Zucc.|山茱萸科|果实|山萸肉、枣皮
花椒|Zanthoxyli Pericarpium|Zanthoxylum bungeanum Maxim.|芸香科|果实|秦椒、蜀椒
车前子|Plantaginis Semen|Plantago asiatica L.|车前科|种子|车前实
酸枣仁|Ziziphi Spinosae Semen|Ziziphus jujuba Mill. var. spinosa (Bunge) Hu ex H. F. Chou|鼠李科|种子|枣仁
苦杏仁|Armeniacae Semen Amarum|Prunus armeniaca L. var. ansu Maxim.|蔷薇科|种子|杏仁
桃仁|Persicae Semen|Prunus persica (L.) Batsch|蔷薇科|种子|毛桃仁
薏苡仁|Coicis Semen|Coix lacryma-jobi L. var. mayuen (Roman.) Stapf|禾本科|种子|薏米
胡芦巴|Trigonellae Semen|Trigonella foenum-graecum L.|豆科|种子|香豆子
亚麻子|Lini Semen|Linum usitatissimum L.|亚麻科|种子|胡麻子
菟丝子|Cuscutae Semen|Cuscuta chinensis Lam.|旋花科|种子|吐丝子
王不留行|Vaccariae Semen|Vaccaria segetalis (Neck.) Garcke|石竹科|种子|麦蓝菜
艾叶|Artemisiae Argyi Folium|Artemisia argyi Lévl. et Vant.|菊科|叶|艾蒿
大青叶|Isatidis Folium|Isatis indigotica Fort.|十字花科|叶|蓝叶
薄荷|Menthae Haplocalycis Herba|Mentha haplocalyx Briq.|唇形科|全草|野薄荷
荆芥|Schizonepetae Herba|Schizonepeta tenuifolia Briq.|唇形科|全草|假苏
蒲公英|Taraxaci Herba|Taraxacum mongolicum Hand.-Mazz.|菊科|全草|婆婆丁
茵陈|Artemisiae Scopariae Herba|Artemisia capillaris Thunb.|菊科|全草|绵茵陈
益母草|Leonuri Herba|Leonurus japonicus Houtt.|唇形科|全草|坤草
瞿麦|Dianthi Herba|Dianthus superbus L.|石竹科|全草|石竹
车前草|Plantaginis Herba|Plantago asiatica L.|车前科|全草|车轮菜
冬虫夏草|Cordyceps|Cordyceps sinensis (BerK.) Sacc.|麦角菌科|菌体|虫草
茯苓|Poria|Poria cocos (Schw.) Wolf|多孔菌科|菌体|云苓
灵芝|Ganoderma|Ganoderma lucidum (Leyss. ex Fr.) Karst.|多孔菌科|菌体|赤芝
鹿茸|Cervi Cornu Pantotrichum|Cervus elaphus Linnaeus|鹿科|动物药|马鹿茸
麝香|Moschus|Moschus berezovskii Flerov|鹿科|动物药|当门子
全蝎|Scorpio|Buthus martensii Karsch|钳蝎科|动物药|全虫
地龙|Pheretima|Pheretima aspergillum (E. Perrier)|钜蚓科|动物药|蚯蚓
石膏|Gypsum Fibrosum|Gypsum|硫酸盐类矿物|矿物药|白虎
滑石|Talcum|Talc|硅酸盐类矿物|矿物药|画石
磁石|Magnetitum|Magnetite|氧化物类矿物|矿物药|吸铁石
芒硝|Natrii Sulfas|Mirabilite|硫酸盐类矿物|矿物药|朴硝
黄柏|Phellodendri Chinensis Cortex|Phellodendron chinense Schneid.|芸香科|皮|川黄柏
秦皮|Fraxini Cortex|Fraxinus rhynchophylla Hance|木犀科|皮|苦枥皮
葛根|Puerariae Lobatae Radix|Pueraria lobata (Willd.) Ohwi|豆科|根|野葛
山药|Dioscoreae Rhizoma|Dioscorea opposita Thunb.|薯蓣科|根茎|怀山药
泽泻|Alismatis Rhizoma|Alisma orientalis (Sam.) Juzep.|泽泻科|块茎|水泻
天南星|Arisaematis Rhizoma|Arisaema erubescens (Wall.) Schott|天南星科|块茎|南星
射干|Belamcandae Rhizoma|Belamcanda chinensis (L.) DC.|鸢尾科|根茎|乌扇
夏枯草|Prunellae Spica|Prunella vulgaris L.|唇形科|果实|铁色草
槐花|Sophorae Flos|Sophora japonica L.|豆科|花|槐米
旋覆花|Inulae Flos|Inula japonica Thunb.|菊科|花|金沸花
辛夷|Magnoliae Flos|Magnolia biondii Pamp.|木兰科|花|木笔花
玫瑰花|Rosae Rugosae Flos|Rosa rugosa Thunb.|蔷薇科|花|徘徊花
金莲花|Trollii Flos|Trollius chinensis Bunge|毛茛科|花|旱金莲
藜麦|Chenopodii Quinoae Semen|Chenopodium quinoa Willd.|藜科|种子|南美藜
"""

GANSU_ZONES = {
    "当归": ("2000", "621100、621200、623000、622900"),
    "党参": ("1800", "621100、621200"),
    "黄芪": ("", "621100"),
    "大黄": ("1800", "621200、621100、620800"),
    "甘草": ("", "620600、620700、620900、620300、620200、620400、620100"),
    "枸杞子": ("", "620400、620900"),
    "板蓝根": ("", "620722"),
    "柴胡": ("", "621100、621200"),
    "红芪": ("", "621200、621100"),
    "半夏": ("", "621225、620521"),
}
"""By herb the least altitude in metres and the zones: 000 L46-L55, where a plan names cities or counties."""

ROWS = tuple(tuple(line.split("|")) for line in LINES.strip().splitlines())
