"use strict";
// The legend filters: classes, domains, district, what is stated and what is inferred.
(() => {
  const M = Minsheng;
  const { h } = M;
  const SVG = "http://www.w3.org/2000/svg";
  const PATHS = {
    dot: "M2 7a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
    square: "M2.5 2.5h9v9h-9z",
    diamond: "M7 1l6 6l-6 6l-6-6z",
    triangle: "M7 1.5l6 10.5h-12z",
    star: "M7 .8l1.8 4.2 4.6.4-3.5 3 1 4.500L7 10.500 3.100 12.900l1-4.500-3.500-3 4.600-.4z",
    hexagon: "M3.500 1.500h7l3.200 5.500-3.200 5.500h-7L.3 7z",
  };
  // What there is, counted once.
  const shapes = new Map();
  const tally = { kinds: new Map(), domains: new Map(), inferred: 0, figures: null };
  const count = (map, key) => map.set(key, (map.get(key) || 0) + 1);
  for (const n of M.nodes) {
    const kind = n.kind;
    count(tally.kinds, kind);
    if (!shapes.has(kind)) shapes.set(kind, n.shape);
    if (kind === "programme") for (const d of n.domains) count(tally.domains, d);
  }
  for (const inferred of M.all(M.raw.edges.inferred)) tally.inferred += inferred;
  const mark = (shape, name) => {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 14 14");
    svg.setAttribute("class", `icon ${name}`);
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", PATHS[shape] || PATHS.dot);
    svg.append(path);
    return svg;
  };
  M.icon = (n) => mark(n.shape, (["programme", "domain", "cell"].includes(n.kind)) && n.domains.length
    ? `f-d${M.things[n.domains[0]].rank % 13}` : `f-${n.kind}`);
  const kindIcon = (kind) => mark(shapes.get(kind), `f-${kind}`);

  const check = (checked, words, count, icon, onchange, onlyThis, hint) => {
    const box = h("input", { type: "checkbox", onchange });
    box.checked = checked;
    return h("li", { title: hint || null }, h("label", {}, box, icon, h("span", { class: "word" }, words),
      count !== null && h("span", { class: "number" }, String(count))),
    onlyThis && h("button", { type: "button", class: "only", onclick: onlyThis, "aria-label": `${M.t("only")} ${words}` }, M.t("only")));
  };
  const flip = (set, item, on) => {
    const copy = new Set(set);
    if (on) copy.add(item);
    else copy.delete(item);
    return copy;
  };

  const classes = () => h("ul", {}, M.kinds.map((kind) => check(M.state.kinds.has(kind), M.t(kind),
    tally.kinds.get(kind), kindIcon(kind),
    (e) => M.set({ kinds: flip(M.state.kinds, kind, e.target.checked) }), null, M.folds(kind) ? M.t("folded") : "")));
  const domains = () => {
    const all = M.nodes.filter((n) => n.kind === "domain").sort((a, b) => a.rank - b.rank);
    return h("ul", {}, all.map((d) => check(!M.state.hiddenDomains.has(d), M.name(d),
      tally.domains.get(d.i) || 0, M.icon(d),
      (e) => M.set({ hiddenDomains: flip(M.state.hiddenDomains, d, !e.target.checked) }),
      () => M.set({ hiddenDomains: new Set(all.filter((x) => x !== d)) }))));
  };
  const district = () => {
    const select = h("select", { id: "district", onchange: (e) => M.set({ district: M.byKey.get(e.target.value) || null }) },
      h("option", { value: "" }, M.t("all")),
      M.districts.map((d) => h("option", { value: d.key }, M.name(d))));
    select.value = M.state.district ? M.state.district.key : "";
    return select;
  };
  const swatch = (dashed) => {
    const svg = mark("dot", "edge");
    svg.firstChild.setAttribute("d", "M0 7h14");
    if (dashed) svg.firstChild.setAttribute("stroke-dasharray", "3 2.500");
    return svg;
  };
  const basis = () => h("ul", {},
    check(M.state.asserted, M.t("asserted"), M.edges.length - tally.inferred, swatch(false),
      (e) => M.set({ asserted: e.target.checked })),
    check(M.state.inferred, M.t("inferred"), tally.inferred, swatch(true),
      (e) => M.set({ inferred: e.target.checked })),
    check(M.state.every, M.t("everyEdge"), null, null, (e) => M.set({ every: e.target.checked })));

  // Figures by role, and by whether a person has checked them; a kind that all of them are is no choice.
  const ofFigures = () => tally.figures || (tally.figures = ["role", "review"].map((name) => {
    const kinds = new Map();
    for (const f of M.figures) if (M.ref(f[name])) count(kinds, M.ref(f[name]));
    return [...kinds].sort((a, b) => b[1] - a[1]);
  }));
  const figures = () => ofFigures().map((kinds) => kinds.length > 1 && kinds.map(([term, number]) => check(!M.state.without.has(M.local(term)),
    M.name(term), number, null, (e) => M.set({ without: flip(M.state.without, M.local(term), !e.target.checked) })))).filter(Boolean);

  M.overview = () => [
    h("h2", { id: "panel-name", tabindex: -1 }, M.t("overview")),
    h("p", {}, M.t("empty")),
    h("dl", { class: "totals" }, M.kinds.map((k) => [h("dt", {}, kindIcon(k), M.t(k)),
      h("dd", {}, String(tally.kinds.get(k)))]),
    h("dt", {}, M.t("implementations")), h("dd", {}, String(M.impls.length)),
    h("dt", {}, M.t("figures")), h("dd", {}, String(M.figures.length)),
    h("dt", {}, M.t("relations")), h("dd", {}, String(M.edges.length - tally.inferred))),
    h("h3", {}, M.t("district")),
    h("ul", { class: "links" }, M.districts.map((d) => h("li", {}, M.icon(d), M.linkTo(d),
      h("span", { class: "number" }, String(M.large ? d.degree : d.impls.length))))),
    M.raw.omitted.length > 0 && [h("h3", {}, M.t("omitted")), h("ul", { class: "links omitted" },
      M.raw.omitted.map((pair) => h("li", { class: "sub" }, pair[M.state.lang === "en" ? 1 : 0])))],
  ];

  M.startFilters = () => {
    const panel = M.$("filters");
    const draw = () => {
      const focus = document.activeElement && panel.contains(document.activeElement)
        ? [...panel.querySelectorAll("input,select,button")].indexOf(document.activeElement) : -1;
      M.fill(panel,
        h("h2", {}, M.t("classes")), classes(),
        h("h2", {}, M.t("domains"), h("button", { type: "button", class: "text", onclick: () => M.set({ hiddenDomains: new Set() }) }, M.t("all"))),
        domains(),
        h("h2", {}, h("label", { for: "district" }, M.t("district"))), district(),
        M.timeFilter(),
        M.choiceFilter(),
        figures().map((list, i) => [i === 0 && h("h2", {}, M.t("figures")), h("ul", {}, list)]),
        h("h2", {}, M.t("relations")), basis(),
        h("p", { class: "count", id: "count" }, M.current ? M.count() : ""),
        h("button", { type: "button", class: "small", onclick: () => {
          M.reset();
          M.fit();
        } }, M.t("reset")));
      const again = panel.querySelectorAll("input,select,button")[focus];
      if (again) again.focus();
    };
    M.onChange((changed) => {
      const sliding = document.activeElement && document.activeElement.id === "until";
      if ((changed.has("until") && !sliding) || ["lang", "kinds", "hiddenDomains", "district", "asserted", "inferred", "every", "without", "pinned", "hidden"].some((k) => changed.has(k))) draw();
    });
    draw();
  };
})();
