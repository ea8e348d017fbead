"use strict";
// Time: what had begun by a year. What no document dates is always shown.
(() => {
  const M = Minsheng;
  const { h } = M;
  const year = (text) => (/^\d{4}/.test(text || "") ? Number(text.slice(0, 4)) : null);
  const dates = (n) => [...n.impls, ...n.figures].map((x) => year(x.start)).filter((y) => y !== null);
  const begun = new Map();
  const all = [M.raw.implementations.start, M.raw.figures.start].flatMap(M.distinct).map(year).filter((y) => y !== null);
  const [first, last] = all.length ? [Math.min(...all), Math.max(...all)] : [0, 0];

  M.begun = (n) => {
    if (M.state.until === null || n.kind !== "programme") return true;
    if (!begun.has(n)) begun.set(n, Math.min(...dates(n)));
    return begun.get(n) <= M.state.until || begun.get(n) === Infinity;
  };
  // Implementations and figures, in the panel and the tables.
  M.counts = (x) => (M.state.until === null || year(x.start) === null || year(x.start) <= M.state.until)
    && (x.role === undefined || !(M.state.without.has(M.local(M.ref(x.role))) || M.state.without.has(M.local(M.ref(x.review)))));

  M.timeFilter = () => {
    if (first >= last) return null;
    const words = () => (M.state.until === null ? M.t("allYears", first, last) : M.t("untilYear", M.state.until));
    const out = h("output", { for: "until", class: "sub" }, words());
    const slider = h("input", { type: "range", id: "until", min: first, max: last, step: 1, value: M.state.until === null ? last : M.state.until,
      "aria-valuetext": words(),
      oninput: (e) => {
        const chosen = Number(e.target.value);
        M.set({ until: chosen >= last ? null : chosen });
        out.textContent = words();
        slider.setAttribute("aria-valuetext", words());
      } });
    return [h("h2", {}, h("label", { for: "until" }, M.t("time"))), h("div", { class: "time" }, slider, out)];
  };
  M.years = [first, last];
})();
