"""Which field of livelihood a claim belongs to, by the words that name it."""

import re
from typing import Final

_WORDS: Final = {
    "就业": "就业 招聘 岗位 创业 失业 务工 劳务 零工 求职 用工 技能培训 职业培训 稳岗 欠薪 工资",
    "教育": "教育 学校 学生 学位 教师 幼儿园 中小学 课后 入园 义务教育 双减 校长 高考 校园 课程 作业 助学 职教 高中 学前 名师 研学",
    "医疗卫生": "医院 医疗 医师 医生 门诊 诊疗 医共体 卫生 健康 住院 床位 疾病 体检 疫苗 急救 病人 患者 护士 中医 药品 就诊 家庭医生 公卫 转诊",
    "医疗保障": "医保 医疗保险 长护 护理保险 参保 报销 待遇 基金支付 异地就医 失能 保费 生育保险",
    "社会救助": "低保 救助 特困 临时救助 困难群众 残疾 孤儿 慈善 帮扶 兜底 社保 养老保险 社会保险 救济 优抚 退役军人",
    "养老服务": "养老 老年 老人 适老 助餐 食堂 敬老 助浴 居家服务 高龄",
    "托育儿童": "托育 托位 婴幼儿 儿童 未成年 托幼 生育 留守",
    "住房与城市更新": "住房 老旧小区 棚户 保障房 公租房 安置房 危房 电梯 物业 城市更新 小区 停车 步道 管网 燃气 口袋公园 改造 廉租房 城镇化 雨污",
    "文化": "文化 图书 书房 演出 文艺 非遗 体育 健身 旅游 游客 博物馆 文旅 景区 阅读 展览 赛事 读书",
    "生态环境": "空气 优良天数 污水 垃圾 生态 绿化 森林 水质 河长 环境 造林 植树 节能 减排 排放 湿地 绿地 厕所",
    "乡村振兴": "乡村 农村 脱贫 农业 种植 养殖 农户 农产品 村集体 产业路 农民 扶贫 高标准农田 粮食 亩 土地流转",
    "产业创新": "企业 产值 产业 园区 招商 高新 科技 创新 研发 项目投资 营收 工业 专利 生产线 进出口",
    "公共服务": "政务 事项 办件 网格 热线 道路 公路 公交 交通 治理 警务 平安 法律 调解 网点 供水 电力 快递 诉求 办理 服务 数字 民生",
}  # fmt: skip
_FIELD: Final = {word: domain for domain, words in _WORDS.items() for word in words.split()}
_ANY: Final = re.compile("|".join(sorted(_FIELD, key=lambda word: -len(word))))


def domain(*texts: str) -> str:
    """The field that the first telling text speaks of, the longest word first; 公共服务 where none does.

    >>> domain("新增学位"), domain("长护保险参保"), domain("", "养老服务")
    ('教育', '医疗保障', '养老服务')
    """
    for text in texts:
        found = _ANY.findall(text)
        if found:
            return _FIELD[max(found, key=len)]
    return "公共服务"
