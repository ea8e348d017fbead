"use strict";
// What the page says, in both languages; names, numbers and periods as people read them.
(() => {
  const M = Minsheng;
  const WORDS = {
    title: ["民生知识图谱", "Minsheng knowledge graph"],
    skip: ["跳到详情", "Skip to details"],
    search: ["搜索项目、地点、机构、指标", "Search programmes, places, institutions, indicators"],
    suggestions: ["搜索建议", "Suggestions"],
    nothing: ["没有找到", "Nothing found"],
    filters: ["筛选", "Filters"],
    table: ["表格", "Table"],
    map: ["网络图", "Map"],
    dark: ["深色", "Dark"],
    light: ["浅色", "Light"],
    language: ["English", "中文"],
    help: ["帮助", "Help"],
    close: ["关闭", "Close"],
    fit: ["全图", "Fit"],
    savePicture: ["存为图片", "Save as picture"],
    saveDrawing: ["存为 SVG", "Save as SVG"],
    time: ["时间", "Time"],
    allYears: ["全部时间（{0}—{1}）", "all of it ({0}–{1})"],
    untilYear: ["{0} 年及以前开始的", "begun by {0}"],
    pathFrom: ["从这里找路径", "Path from here"],
    pathNext: ["路径的起点就是这里：再选一个节点，就看到两者之间的联系。", "The path begins here: select another node to see what connects them."],
    pathNone: ["与“{0}”之间没有联系。", "Nothing connects it with {0}."],
    pathEnd: ["结束路径", "End the path"],
    path: ["路径", "Path"],
    asSparql: ["以 SPARQL 表示", "As SPARQL"],
    pin: ["固定", "Pin"],
    pinned: ["已固定", "Pinned"],
    pinnedMost: ["最多固定 {0} 个", "{0} can be pinned, not more"],
    hide: ["隐藏", "Hide"],
    hidden: ["已隐藏", "Hidden"],
    clear: ["清空", "Clear"],
    remove: ["移除", "Remove"],
    compare: ["并列比较", "Side by side"],
    compareThese: ["并列比较这 {0} 个", "Compare these {0}"],
    compareHow: ["先固定两个或更多的区县、项目，再来这里并列比较。", "Pin two or more districts or programmes first; they stand side by side here."],
    compareSays: ["同一行只放指标、单位、性质都相同的数据；“—”是报道没有说。", "One row holds figures of the same indicator, unit and role; “—” is what no report says."],
    gap: ["报道没有说", "No report says"],
    inAll: ["{0} / {1} 行各方都有", "{0} of {1} rows in all of them"],
    asTurtle: ["三元组（RDF Data Cube），与 minsheng measures --format turtle 相同", "Triples (RDF Data Cube), as minsheng measures --format turtle gives them"],
    computed: ["由全图计算", "Computed from the whole graph"],
    zoomIn: ["放大", "Zoom in"],
    zoomOut: ["缩小", "Zoom out"],
    classes: ["类别", "Classes"],
    domains: ["领域", "Domains"],
    district: ["区县", "District"],
    all: ["全部", "All"],
    none: ["全不选", "None"],
    only: ["仅此", "Only"],
    relations: ["关系", "Relations"],
    asserted: ["原文所述", "Stated in a report"],
    inferred: ["推理得出", "Inferred"],
    why: ["为什么", "Why"],
    colon: ["：", ": "],
    everyEdge: ["画出全部关系", "Draw all relations"],
    reset: ["恢复初始", "Reset"],
    folded: ["平时收起，点选相关节点时展开", "Folded; opens beside what you select"],
    shown: ["图中 {0} / {1} 个节点", "{0} of {1} nodes shown"],
    place: ["地点", "Places"],
    domain: ["领域", "Domains"],
    programme: ["项目与政策", "Programmes"],
    institution: ["机构", "Institutions"],
    group: ["服务对象", "Beneficiary groups"],
    recognition: ["认可与称号", "Recognitions"],
    document: ["来源文献", "Documents"],
    indicator: ["指标", "Indicator"],
    "one.place": ["地点", "Place"],
    "one.domain": ["领域", "Domain"],
    "one.programme": ["项目与政策", "Programme"],
    "one.institution": ["机构", "Institution"],
    "one.group": ["服务对象", "Beneficiary group"],
    "one.recognition": ["认可与称号", "Recognition"],
    "one.document": ["来源文献", "Document"],
    "one.indicator": ["指标", "Indicator"],
    also: ["又名", "Also"],
    iri: ["标识（IRI）", "Identifier (IRI)"],
    copy: ["复制", "Copy"],
    copied: ["已复制", "Copied"],
    link: ["复制链接", "Copy link"],
    locate: ["在图中定位", "Show on map"],
    implementations: ["实施情况", "Implementations"],
    figures: ["数据", "Figures"],
    figuresWithin: ["所辖各地的数据", "Figures of places within"],
    evidence: ["出处", "Evidence"],
    characters: ["第 {0} 字", "characters {0}"],
    value: ["数值", "Value"],
    unit: ["单位", "Unit"],
    printed: ["原文", "As printed"],
    period: ["时期", "Period"],
    role: ["性质", "Role"],
    status: ["状态", "Status"],
    since: ["起止", "Since"],
    name: ["名称", "Name"],
    class: ["类别", "Class"],
    kind: ["种类", "Kind"],
    where: ["地区", "District"],
    neighbours: ["关系数", "Relations"],
    from: ["主体", "Subject"],
    predicate: ["关系", "Relation"],
    to: ["对象", "Object"],
    basis: ["依据", "Basis"],
    empty: ["点选图中的节点，或用搜索，查看它的数据、实施情况和出处。",
      "Select a node on the map, or search, to see its figures, implementations and evidence."],
    overview: ["概览", "Overview"],
    more: ["再显示 {0} 行", "Show {0} more"],
    rows: ["{0} 行", "{0} rows"],
    nodes: ["节点", "Nodes"],
    details: ["详情", "Details"],
    mapLabel: ["知识网络图：方向键在相邻节点间移动，加减号缩放，0 看全图",
      "Knowledge network: arrow keys walk the nodes, plus and minus zoom, 0 fits"],
    reviewed: ["已核对", "reviewed"],
    noscript: ["此页需要 JavaScript。", "This page needs JavaScript."],
    chosen: ["已选 {0}", "{0} selected"],
    further: ["再展开一步", "One step further"],
    nearest: ["收回到一步", "Back to one step"],
    reached: ["{0} 步以内，共 {1} 个", "{1} within {0} steps"],
    around: ["以它为中心", "Its neighbourhood"],
    toOverview: ["回到全貌", "Back to the overview"],
    toWhole: ["画出全部节点", "Draw every node"],
    omitted: ["此页没有的", "What this page leaves out"],
    cell: ["一地一领域的项目", "Programmes of a domain in a place"],
    "one.cell": ["一地一领域的项目", "Programmes of a domain in a place"],
    scopeOverview: ["全貌：共 {0} 个节点，按区县和领域合并成 {1} 个点，大小表示项目多少。点开一个，或用搜索，看它周围最多 {2} 个节点。",
      "Overview: {0} nodes in all, put together as {1} dots, one for a domain in a district, as large as it has programmes. Click one, or search, to see at most {2} nodes around it."],
    scopeWhole: ["全部 {0} 个节点。", "All {0} nodes."],
    scopeNear: ["“{0}”周围 {1} 步以内：", "Around {0}, within {1} steps: "],
    scopeCell: ["{0}的 {1} 个项目及其周围：", "The {1} programmes of {0} and what is next to them: "],
    scopeAll: ["{0} 个节点，全在图中（全图共 {2} 个）。", "{0} nodes, all shown (of {2} in the whole graph)."],
    scopeCut: ["{1} 个节点中近的、关系多的 {0} 个（全图共 {2} 个）。", "{0} of {1} nodes, the nearest and most connected (of {2} in the whole graph)."],
    helpText: [
      "每个圆形区域是一个区县，按其在重庆的方位排列；中央是全市及跨区县的项目。圆点是项目与政策，颜色是领域，色块是领域分区；小方块是镇街、村社与地点。\n" +
      "点选节点：相关节点亮起，机构、服务对象、认可与称号随之展开；右侧（手机在下方）列出数据、实施情况、关系与出处。\n" +
      "实线是报道所述，虚线是由本体推理得出。搜索认汉字、英文和拼音首字母；“从这里找路径”看两个节点之间的联系；时间滑块只留下某年以前开始的。“固定”的节点一直亮着，固定两个以上可以并列比较；“隐藏”的在筛选栏里找回。\n" +
      "快捷键：/ 搜索；方向键 在节点间移动；Enter 打开详情；+ − 缩放；0 全图；T 表格；P 固定；H 隐藏；C 并列比较；Esc 取消选择；? 帮助。\n" +
      "地址栏记下当前视图，可以收藏和分享。",
      "Each disc is a district, placed in the direction in which it lies; the city and whatever runs in several districts is in the middle. Dots are programmes and policies, coloured by domain; small squares are towns, villages and sites.\n" +
      "Select a node: what is related lights up; institutions, groups and recognitions unfold. The panel lists figures, implementations, relations and evidence.\n" +
      "Solid lines were stated in a report; dashed lines were inferred by the ontology. Search takes Chinese, English and initials of pinyin; \"path from here\" shows what connects two nodes; the time slider keeps what had begun by a year. What is pinned stays lit, and two or more can be compared side by side; what is hidden is found again among the filters.\n" +
      "Keys: / search; arrows walk the nodes; Enter opens the details; + − zoom; 0 fit; T table; P pin; H hide; C compare; Esc clears; ? help.\n" +
      "The address keeps the view: bookmark or share it.",
    ],
  };
  M.t = (name, ...values) => {
    const pair = WORDS[name] || [name, name];
    return values.reduce((s, v, i) => s.replace(`{${i}}`, String(v)), pair[M.state.lang === "en" ? 1 : 0]);
  };
  // A name in the language of the page, or in the one there is.
  M.name = (thing) => {
    if (!thing) return "";
    return (M.state.lang === "en" ? thing.en || thing.zh : thing.zh || thing.en) || M.local(thing);
  };
  M.languageOf = (thing) => (M.state.lang === "en" ? (thing.en ? "en" : "zh") : thing.zh ? "zh" : "en");
  M.otherName = (thing) => (M.state.lang === "en" ? (thing.en ? thing.zh : "") : thing.zh ? thing.en : "");
  M.nameSpan = (thing, attributes) =>
    M.h("bdi", { lang: M.languageOf(thing) === M.state.lang ? null : M.languageOf(thing), ...attributes }, M.name(thing));

  M.number = (text) => {
    const found = /^(-?)(\d+)(\.\d+)?$/.exec(text);
    if (!found) return text;
    const decimals = (found[3] || "").replace(/\.?0+$/, "");
    return found[1] + found[2].replace(/\B(?=(\d{3})+$)/g, ",") + decimals;
  };
  const lastDay = (year, month) => new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const short = (start, end) => {
    const [y1, m1, d1] = start.split("-");
    const [y2, m2, d2] = end.split("-");
    if (!m1 || !m2) return [y1, y2];
    if (d1 !== "01" || Number(d2) !== lastDay(y2, m2)) return [start, end];
    if (m1 === "01" && m2 === "12") return [y1, y2];
    return [`${y1}-${m1}`, `${y2}-${m2}`];
  };
  // 2021-01-01 to 2021-12-31 is 2021; the first to the last of a month is the month.
  M.period = (start, end) => {
    if (!start && !end) return "";
    if (!start || !end) return start ? `${start.replace(/-01(-01)?$/, "")}–` : `–${end}`;
    const [a, b] = short(start, end);
    return a === b ? a : `${a}–${b}`;
  };
})();
