"use strict";
// Small charts of figures that can be compared: of one indicator, unit and role, by year in one place or by place.
(() => {
  const M = Minsheng;
  const { h } = M;
  const MOST = 3;
  const BARS = 24;
  const end = (f) => f.end || f.start;
  const amount = (f) => Number(f.value);
  const groups = (figures, ...keys) => {
    const found = new Map();
    for (const f of figures) {
      if (!f.what || !Number.isFinite(amount(f)) || amount(f) < 0) continue;
      const key = keys.map((k) => (Array.isArray(f[k]) ? f[k].join() : f[k])).join(" ");
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(f);
    }
    return [...found.values()];
  };
  // A bar's length is an attribute: the page's policy allows no styles in elements.
  const bar = (share) => {
    const SVG = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(SVG, "svg");
    const rect = document.createElementNS(SVG, "rect");
    svg.setAttribute("class", "bar");
    svg.setAttribute("aria-hidden", "true");
    for (const [name, value] of [["width", `${Math.max(1, 100 * share).toFixed(1)}%`], ["height", "100%"], ["rx", "2"]]) rect.setAttribute(name, value);
    svg.append(rect);
    return svg;
  };
  const draw = (figures, label, thing) => {
    const [f] = figures;
    const largest = Math.max(...figures.map(amount), Number.MIN_VALUE);
    const title = [f.what !== thing && M.name(f.what), M.name(M.ref(f.role)), f.programme >= 0 && M.ref(f.programme) !== thing && M.name(M.ref(f.programme))];
    return h("figure", {}, h("figcaption", {}, title.filter(Boolean).join(" · "), f.unit !== -1 && ` (${M.name(M.ref(f.unit))})`),
      h("ul", { class: "bars" }, figures.slice(0, BARS).map((x) => h("li", {}, h("span", { class: "name" }, label(x)), bar(amount(x) / largest),
        h("span", { class: "n" }, x.modifiers.map((m) => `${M.name(M.ref(m))} `), M.number(x.value), x.high && `–${M.number(x.high)}`)))));
  };

  // By year: the same place, programme and group. By place: what each says of the latest time it speaks of.
  M.charts = (figures, thing) => {
    const years = groups(figures, "indicator", "unit", "role", "place", "programme", "population", "institution").map((list) => {
      const times = new Map(list.filter(end).map((f) => [`${f.start} ${f.end}`, f]));
      return [...times.values()].sort((a, b) => (end(a) < end(b) ? -1 : 1));
    }).filter((list) => list.length > 1);
    const found = years.map((list) => draw(list, (f) => [M.period(f.start, f.end), list.some((x) => x.place !== thing.i) && thing.kind !== "place" && [" ", M.name(M.ref(f.place))]], thing));
    if (thing.virtual || thing.kind === "programme") {
      for (const list of groups(figures, "indicator", "unit", "role", ...(thing.virtual ? ["programme", "population"] : ["population"]))) {
        const latest = new Map();
        for (const f of list.sort((a, b) => (end(a) < end(b) ? -1 : 1))) if (f.place >= 0) latest.set(f.place, f);
        if (latest.size > 1) found.push(draw([...latest.values()].sort((a, b) => amount(b) - amount(a)), (f) => [M.linkTo(M.ref(f.place)), " ", h("span", { class: "sub" }, M.period(f.start, f.end))], thing));
      }
    }
    return found.slice(0, MOST);
  };
})();
