"use strict";
// What is pinned, side by side: figures of one indicator, unit and role in a row, so that nothing unlike is set beside
// another; what a report does not say is a gap.
(() => {
  const M = Minsheng;
  const { h } = M;
  const figure = (f, column) => {
    const also = [f.programme, f.place, f.population, f.institution].map(M.ref).filter((x) => x && x !== column);
    return {
      text: `${f.modifiers.map((m) => `${M.name(M.ref(m))} `).join("")}${M.number(f.value)}${f.high ? `–${M.number(f.high)}` : ""} ${M.period(f.start, f.end) || f.when}`.trim(),
      show: () => h("div", {}, f.modifiers.map((m) => `${M.name(M.ref(m))} `), h("b", {}, M.number(f.value), f.high && `–${M.number(f.high)}`), " ",
        h("span", { class: "sub" }, M.period(f.start, f.end) || f.when, also.map((x) => [" · ", M.linkTo(x)])),
        f.evidence.length > 0 && h("details", { class: "inline" }, h("summary", {}, M.t("evidence")), M.proof(f.evidence))),
    };
  };
  const rows = (columns) => {
    const found = new Map();
    const put = (section, key, title, column, item) => {
      const id = `${section} ${key}`;
      if (!found.has(id)) found.set(id, { section, title, cells: columns.map(() => []) });
      found.get(id).cells[column].push(item);
    };
    columns.forEach((n, at) => {
      for (const f of n.figures.filter(M.counts)) {
        if (!f.what || (n.kind === "place" && f.place !== n.i)) continue;
        const unit = M.ref(f.unit);
        put("figures", `${f.indicator} ${f.unit} ${f.role}`, { thing: f.what, sub: [unit && M.name(unit), M.name(M.ref(f.role))].filter(Boolean).join(" · ") }, at, figure(f, n));
      }
      for (const p of n.impls.filter(M.counts)) {
        for (const x of [p.programme, p.place].map(M.ref).filter((y) => y && y !== n)) {
          const words = [M.ref(p.status) && M.name(M.ref(p.status)), M.period(p.start, p.end) || p.when].filter(Boolean).join(" · ") || "✓";
          put("implementations", x.i, { thing: x, sub: M.t(`one.${x.kind}`) }, at, { text: words, show: () => h("div", {}, words) });
        }
        for (const [predicate, who] of p.actors) {
          const other = M.ref(who);
          if (other && other !== n) put("relations", predicate, { term: M.ref(predicate) }, at, { text: M.name(other), key: other, show: () => h("div", {}, M.linkTo(other)) });
        }
      }
    });
    for (const row of found.values()) row.cells = row.cells.map((list) => list.filter((x, i) => !x.key || list.findIndex((y) => y.key === x.key) === i));
    return [...found.values()];
  };
  const filled = (row) => row.cells.filter((c) => c.length).length;
  const title = (row) => M.name(row.title.thing || row.title.term);

  M.comparison = () => {
    const columns = [...M.state.pinned];
    if (columns.length < 2) return h("p", {}, M.t("compareHow"));
    const all = rows(columns);
    const body = ["figures", "implementations", "relations"].map((section) => {
      const list = all.filter((r) => r.section === section).sort((a, b) => filled(b) - filled(a) || title(a).localeCompare(title(b), "zh"));
      return list.length > 0 && h("tbody", {}, h("tr", {}, h("th", { class: "section", scope: "colgroup", colspan: columns.length + 1 }, M.t(section),
        h("span", { class: "number" }, M.t("inAll", list.filter((r) => filled(r) === columns.length).length, list.length)))),
      list.map((r) => h("tr", {}, h("th", { scope: "row" }, r.title.thing ? M.linkTo(r.title.thing) : M.nameSpan(r.title.term), r.title.sub && h("span", { class: "sub" }, r.title.sub)),
        r.cells.map((c) => h("td", {}, c.length ? c.map((x) => x.show()) : h("span", { class: "gap", title: M.t("gap") }, "—"))))));
    });
    const plain = () => all.map((r) => [M.t(r.section), title(r), r.title.sub || "", ...r.cells.map((c) => c.map((x) => x.text).join("; "))]);
    return [
      h("div", { class: "tabs" }, h("h2", {}, M.t("compare")), h("button", { type: "button", class: "save", onclick: () =>
        M.saveTable("comparison", ["", M.t("name"), M.t("unit"), ...columns.map(M.name)], plain()) }, "CSV")),
      h("div", { class: "wide", tabindex: 0, role: "group", "aria-label": M.t("compare") }, h("table", { class: "comparison" },
        h("caption", {}, M.t("compareSays")), h("thead", {}, h("tr", {}, h("td", {}), columns.map((n) => h("th", { scope: "col" }, M.icon(n), M.linkTo(n))))), body)),
    ];
  };
})();
