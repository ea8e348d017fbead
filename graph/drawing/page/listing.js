"use strict";
// The same content as tables: what the filters let through, sortable, for those who cannot or will not use a map.
(() => {
  const M = Minsheng;
  const { h } = M;
  const STEP = 200;
  let tab = "nodes";
  let order = [0, 1];
  let shown = STEP;

  const names = (refs) => refs.map(M.ref).filter(Boolean).map(M.name).join("、");
  const inView = (...refs) => {
    const { district, hiddenDomains } = M.state;
    const things = refs.map(M.ref).filter((x) => x && !x.term);
    const here = !district || things.some((x) => x === district || x.districts.includes(district.i));
    const domains = things.flatMap((x) => (x.kind === "place" ? [] : x.domains));
    return here && (!domains.length || domains.some((d) => !hiddenDomains.has(M.things[d])));
  };
  const cell = (thing) => (thing ? { text: M.name(thing), show: () => M.linkTo(thing) } : { text: "" });
  const text = (value) => ({ text: String(value || "") });
  const amount = (value) => ({ text: M.number(String(value)), sort: Number(value), number: true });

  // Of a large graph the tables hold what the map does.
  const held = (name) => {
    if (!M.large || M.mode() === "whole") return M[name];
    const { nodes } = M.scene();
    const there = (x) => nodes.has(M.ref(x.programme) || M.ref(x.place));
    return [...new Set([...nodes.keys()].filter((n) => ["programme", "place"].includes(n.kind)).flatMap((n) => n[name]))].filter(there);
  };

  const TABS = {
    nodes: {
      columns: ["name", "class", "kind", "domain", "where", "implementations", "figures", "neighbours"],
      rows: () => (M.large ? [...M.scene().nodes.keys()] : M.nodes.filter((n) => M.passes(n) || n === M.state.selected)),
      cells: (n) => [cell(n), text(M.t(`one.${n.kind}`)), text(M.ref(n.type) && M.name(M.ref(n.type))), text(names(n.domains)),
        text(names(n.districts)), amount(n.impls.length), amount(n.figures.length), amount(n.kind === "cell" ? n.count : n.degree)],
    },
    implementations: {
      columns: ["programme", "where", "status", "since", "relations", "group", "evidence"],
      rows: () => held("impls").filter((p) => inView(p.programme, p.place) && M.counts(p)),
      cells: (p) => [cell(M.ref(p.programme)), cell(M.ref(p.place)), text(M.ref(p.status) && M.name(M.ref(p.status))),
        text(M.period(p.start, p.end) || p.when),
        text(p.actors.map(([a, who]) => `${M.name(M.ref(a))} ${M.name(M.ref(who))}`).join("；")), text(names(p.serves)), proof(p)],
    },
    figures: {
      columns: ["indicator", "where", "programme", "value", "unit", "printed", "period", "role", "evidence"],
      rows: () => held("figures").filter((f) => inView(f.place, f.programme, ...f.domains) && M.counts(f)),
      cells: (f) => [cell(f.what), cell(M.ref(f.place)), cell(M.ref(f.programme)),
        { text: M.number(f.value) + (f.high ? `–${M.number(f.high)}` : ""), sort: Number(f.value), number: true },
        text(M.ref(f.unit) && M.name(M.ref(f.unit))), text(f.printed), text(M.period(f.start, f.end) || f.when),
        text(M.name(M.ref(f.role))), proof(f)],
    },
    relations: {
      columns: ["from", "predicate", "to", "basis"],
      rows: () => (M.large ? M.ground().edges : M.edges).filter((e) => (e.inferred ? M.state.inferred : M.state.asserted) && inView(e.from, e.to)),
      cells: (e) => [cell(e.a), text(M.name(M.ref(e.predicate))), cell(e.b), text(M.t(e.inferred ? "inferred" : "asserted"))],
    },
  };
  const proof = (item) => ({
    text: item.evidence.map((at) => `${M.name(M.ref(M.evidence.document(at)))} ${M.evidence.spans(at).map(([a, b]) => `${a}–${b}`).join(", ")}`).join("；"),
  });
  const plain = (c) => (c.number && !c.text.includes("–") ? String(c.sort) : c.text);
  const compare = (a, b) => (a.sort !== undefined ? a.sort - b.sort : a.text.localeCompare(b.text, "zh"));

  const draw = () => {
    const root = M.$("listing");
    root.hidden = M.state.view === "map";
    M.$("stage").hidden = !root.hidden;
    if (root.hidden) return;
    if (M.state.view === "compare") {
      M.fill(root, M.comparison());
      return;
    }
    const { columns, rows, cells } = TABS[tab];
    const all = rows().map(cells).sort((a, b) => order[1] * compare(a[order[0]], b[order[0]]));
    const again = (patch) => () => {
      ({ tab, order, shown } = { tab, order, shown, ...patch });
      draw();
    };
    const head = columns.map((c, i) => h("th", { scope: "col",
      "aria-sort": order[0] === i ? (order[1] > 0 ? "ascending" : "descending") : null },
    h("button", { type: "button", class: "text", onclick: again({ order: [i, order[0] === i ? -order[1] : 1] }) }, M.t(c),
      h("span", { "aria-hidden": "true" }, order[0] === i ? (order[1] > 0 ? " ↑" : " ↓") : ""))));
    const body = all.slice(0, shown).map((row) => h("tr", {}, row.map((c, i) =>
      h(i ? "td" : "th", { scope: i ? null : "row", class: c.number ? "n" : null }, c.show ? c.show() : h("bdi", {}, c.text)))));
    M.fill(root,
      h("div", { class: "tabs", role: "group", "aria-label": M.t("table") }, Object.keys(TABS).map((name) => h("button", {
        type: "button", "aria-pressed": String(name === tab), onclick: again({ tab: name, order: [0, 1], shown: STEP }) }, M.t(name))),
      h("button", { type: "button", class: "save", onclick: () =>
        M.saveTable(tab, columns.map((c) => M.t(c)), all.map((row) => row.map((c) => plain(c)))) }, "CSV")),
      h("div", { class: "wide", tabindex: 0, role: "group", "aria-label": M.t(tab) }, h("table", {},
        h("caption", {}, `${M.t(tab)} · ${M.t("rows", all.length)}${M.large ? ` · ${M.scope()}` : ""}`), h("thead", {}, h("tr", {}, head)), h("tbody", {}, body))),
      all.length > shown && h("button", { type: "button", onclick: again({ shown: shown + 5 * STEP }) }, M.t("more", Math.min(5 * STEP, all.length - shown))));
  };
  M.startListing = () => {
    M.onChange(draw);
    draw();
  };
})();
