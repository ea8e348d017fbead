"use strict";
// Of a graph too large to be drawn at once: the overview that it opens on, one dot for the programmes of a domain in a district,
// and the neighbourhood of what is clicked or found. Of a smaller graph the ground is all there is.
(() => {
  const M = Minsheng;
  const { h, raw } = M;
  const MOST = 1000;
  const over = raw.overview;
  // Every node has a place of its own only where they are not too many.
  M.canWhole = M.large && M.islands.length > 0;
  M.mode = () => (!M.large || (M.state.whole && M.canWhole) ? "whole" : M.state.around ? "near" : "overview");

  const discs = over ? over.islands.map(([place, x, y, radius, core, tallX, tallY]) => ({ place, x, y, radius, core, tallX, tallY })) : [];
  M.discs = () => ({ whole: M.islands, overview: discs, near: [] }[M.mode()]);
  if (M.large) M.districts = discs.map((d) => M.things[d.place]).filter(Boolean);
  M.hubs = () => new Map(M.discs().filter((d) => d.place >= 0).map((d) => [M.things[d.place], d.radius]));

  // The dots, and where they and the districts lie on this screen.
  const spots = new Map();
  const put = (thing, x, y, disc) => {
    const d = discs[disc];
    spots.set(thing, M.tall ? [x + d.tallX - d.x, y + d.tallY - d.y] : [x, y]);
  };
  M.cells = over ? over.cells.map(([place, domain, count, x, y, disc]) => {
    const [p, d] = [M.ref(place), M.ref(domain)];
    const both = (lang) => [p, d].map((t) => t && (t[lang] || t.zh || t.en)).filter(Boolean).join(" · ");
    const only = (lang) => (d ? `${d[lang] || d.zh || d.en} ${count}` : String(count));
    const cell = M.virtual({ key: `${p ? p.key : ""}~${d ? d.key : ""}`, iri: "", kind: "cell", zh: both("zh"), en: both("en"), count,
      label: only("zh"), short: only("en"), domains: d ? [domain] : [], districts: p ? [place] : [], shape: "dot",
      size: Math.min(30, 8 + Math.round(Math.sqrt(count))) });
    put(cell, x, y, disc);
    return cell;
  }) : [];
  for (const [thing, x, y, disc] of over ? over.things : []) put(M.things[thing], x, y, disc);
  if (M.tall) for (const d of discs) [d.x, d.y] = [d.tallX, d.tallY];
  const own = new Map();
  const home = (n) => own.get(n) || [n.x, n.y];
  if (M.canWhole) for (const n of M.nodes) own.set(n, [n.x, n.y]);

  const inCell = (cell) => {
    const [place, domain] = [cell.districts, cell.domains].map((list) => (list.length ? list[0] : -1));
    const tops = new Set(M.districts.map((d) => d.i));
    return (n) => n.kind === "programme" && (domain < 0 ? !n.domains.length : n.domains.includes(domain))
      && (place < 0 ? !n.districts.some((d) => tops.has(d)) : n.districts.includes(place));
  };
  M.members = (cell) => {
    if (!cell.members) cell.members = M.nodes.filter(inCell(cell)).sort((a, b) => b.degree - a.degree || a.i - b.i);
    return cell.members;
  };

  // What is a step away from where one stands; not through a domain, a place or a document, which everything has.
  const onward = (n) => n.kind !== "domain" && n.kind !== "place" && n.kind !== "document";
  // Bands of things by the number of steps to them, the most connected first in each.
  M.bands = (around, steps, lets) => {
    const middle = around.kind === "cell" ? M.members(around).filter(M.passes) : around.virtual ? [] : [around];
    const found = new Set(middle);
    const bands = [middle];
    for (let step = 1; step <= steps; step += 1) {
      const band = new Set();
      for (const n of step === 1 && !middle.length ? [around] : bands[step - 1]) {
        if (n === around || onward(n)) for (const m of M.neighbours(n, true)) if (!found.has(m) && lets(m, step)) band.add(m);
      }
      for (const n of band) found.add(n);
      bands.push([...band].sort((a, b) => b.degree - a.degree || a.i - b.i));
    }
    return bands;
  };
  const near = () => {
    const { around, steps, selected, pinned, from } = M.state;
    const cell = around.kind === "cell";
    const lets = (n, step) => !M.state.hidden.has(n) && (M.passes(n) || (step === 1 && !cell && M.opens(n)));
    const bands = M.bands(around, cell ? steps : steps + 1, lets);
    const total = bands.reduce((sum, band) => sum + band.length, 0);
    const kept = [];
    let room = MOST;
    for (const band of bands) {
      kept.push(band.slice(0, room));
      room -= kept[kept.length - 1].length;
    }
    // What is looked at, wherever it is.
    const there = new Set(kept.flat());
    const path = (M.path() || []).flatMap((e) => [e.a, e.b]);
    const beside = selected && selected !== around && !selected.virtual ? [...M.neighbours(selected, true)].filter((n) => M.passes(n) || M.opens(n)) : [];
    const wanted = [selected, from, ...pinned, ...path].filter((n) => n && !n.virtual);
    const more = [...new Set([...wanted, ...beside])].filter((n) => !there.has(n)).slice(0, room + wanted.length);
    return { bands: [...kept, more], total: total + more.length };
  };

  const known = ["around", "steps", "selected", "pinned", "from", "kinds", "hiddenDomains", "district", "until", "hidden", "asserted", "inferred", "whole"];
  let ground = null;
  let made = [];
  // The nodes and relations of which the scene is made, each node in its place.
  M.ground = () => {
    if (!M.large) return { nodes: M.nodes, edges: M.edges, total: M.nodes.length };
    const now = known.map((k) => M.state[k]);
    if (ground && now.every((x, i) => x === made[i])) return ground;
    made = now;
    const mode = M.mode();
    if (mode === "whole") {
      for (const n of M.nodes) [n.x, n.y] = home(n);
      ground = { nodes: M.nodes, edges: M.edges, total: M.nodes.length };
    } else if (mode === "overview") {
      for (const [n, at] of spots) [n.x, n.y] = at;
      ground = { nodes: [...spots.keys()], edges: [], total: M.nodes.length };
    } else {
      const { bands, total } = near();
      M.lay(bands);
      const nodes = bands.flat();
      const there = new Set(nodes);
      ground = { nodes, edges: nodes.flatMap((n) => n.edges.filter((e) => e.a === n && there.has(e.b))), total };
    }
    return ground;
  };

  // To look at a thing: where it is drawn it is selected, else the map goes where it is.
  M.choose = (thing) => {
    const there = !M.large || thing === null || M.mode() === "whole" || (M.mode() === "near" && M.current.nodes.has(thing))
      || (M.mode() === "overview" && thing.kind === "domain");
    return there ? M.set({ selected: thing, steps: 1 }) : M.centre(thing);
  };
  M.centre = (thing) => M.set(M.large ? { selected: thing, around: thing, whole: false, steps: 1, camera: null } : { selected: thing, steps: 1 });

  // What of how much is shown, and the way to the rest.
  M.scope = () => {
    const { around, steps } = M.state;
    const [nodes, all] = [M.current.nodes.size, M.nodes.length];
    const number = (n) => M.number(String(n));
    if (M.mode() === "overview") return M.t("scopeOverview", number(all), number(M.cells.length), number(MOST));
    if (M.mode() === "whole") return M.t("scopeWhole", number(all));
    const { total } = M.ground();
    const words = around.kind === "cell" ? M.t("scopeCell", M.name(around), number(around.count)) : M.t("scopeNear", M.name(around), steps + 1);
    return `${words}${M.t(total > nodes ? "scopeCut" : "scopeAll", number(nodes), number(total), number(all))}`;
  };
  M.startScope = () => {
    const bar = M.$("scope");
    const button = (words, patch) => h("button", { type: "button", class: "small", onclick: () => {
      M.set({ ...patch, camera: null });
      M.fit();
    } }, M.t(words));
    const draw = () => {
      bar.hidden = !M.large;
      if (!M.large) return;
      const mode = M.mode();
      M.fill(bar, h("span", { role: "status" }, M.scope()), " ",
        mode !== "overview" && button("toOverview", { around: null, whole: false, selected: null, steps: 1 }), " ",
        mode === "overview" && M.canWhole && button("toWhole", { whole: true, around: null, selected: null }));
    };
    M.onChange(draw);
    draw();
  };
})();
