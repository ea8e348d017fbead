"use strict";
// What was computed of the whole graph, beside the things that it speaks of, with the sentence that explains it.
(() => {
  const M = Minsheng;
  const { h } = M;
  const FEW = 10;
  const SHARE = 1e6; // shares are whole millionths
  const said = (pair) => (M.state.lang === "en" ? pair.en : pair.zh);
  const cell = (column, value) => (column.holds === "thing" ? M.linkTo(M.ref(value))
    : column.holds === "share" ? value.toFixed(3) : column.holds === "position" ? value || "—" : String(value));
  const plain = (column, value) => (column.holds === "thing" ? M.name(M.ref(value)) : String(value));

  // The rows that speak of a thing; of its community all.
  const rowsOf = (measure, n) => {
    const columns = measure.columns.map((c) => [c, M.reader(M.raw[measure.table][c.name])]);
    const keys = columns.filter(([c]) => c.key).map(([, read]) => read);
    const all = Array.from({ length: M.raw[measure.table][measure.columns[0].name].length }, (_, i) => i);
    let found = all.filter((i) => keys.some((read) => read(i) === n.i));
    if (measure.name === "communities" && found.length) {
      const read = columns[1][1];
      const number = read(found[0]);
      found = all.filter((i) => read(i) === number);
    }
    return found.map((i) => columns.map(([c, read]) => (c.holds === "share" ? read(i) / SHARE : read(i))));
  };

  M.measuresOf = (n) => M.measures.map((measure) => {
    const rows = rowsOf(measure, n);
    if (!rows.length) return null;
    const table = (list) => h("table", {}, h("thead", {}, h("tr", {}, measure.columns.map((c) => h("th", { scope: "col" }, said(c))))),
      h("tbody", {}, list.map((row) => h("tr", {}, row.map((v, i) => h("td", { class: typeof v === "number" && measure.columns[i].holds !== "thing" ? "n" : null }, cell(measure.columns[i], v)))))));
    const holder = h("div", { class: "wide", tabindex: 0, role: "group", "aria-label": said(measure) }, table(rows.slice(0, FEW)));
    const more = rows.length > FEW && h("button", { type: "button", class: "small", onclick: () => {
      M.fill(holder, table(rows));
      more.remove();
    } }, M.t("more", rows.length - FEW));
    return h("details", { class: "block" }, h("summary", {}, said(measure), h("span", { class: "number" }, String(rows.length))),
      h("p", { class: "sub" }, `${M.t("computed")}${M.t("colon")}`, M.state.lang === "en" ? measure.enSays : measure.zhSays), holder, more,
      h("button", { type: "button", class: "small", onclick: () =>
        M.saveTable(measure.name, measure.columns.map(said), rows.map((row) => row.map((v, i) => plain(measure.columns[i], v)))) }, "CSV"),
      h("button", { type: "button", class: "small", title: M.t("asTurtle"), onclick: () => M.saveText(measure.name, "ttl", "text/turtle", M.turtle(measure, rows)) }, "Turtle"));
  });
})();
