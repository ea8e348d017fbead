"use strict";
// What is to be seen: which nodes are shown, lit or faded, and which edges are drawn. Nothing is drawn here.
(() => {
  const M = Minsheng;

  const byBasis = (e) => (e.inferred ? M.state.inferred : M.state.asserted);
  M.neighbours = (thing, basis) => {
    const found = new Set();
    for (const e of thing.edges) if (!basis || byBasis(e)) found.add(e.a === thing ? e.b : e.a);
    for (const p of thing.kind === "institution" || thing.kind === "group" ? thing.impls : []) {
      if (M.state.asserted && p.place >= 0) found.add(M.things[p.place]);
    }
    if (thing.virtual) {
      for (const f of thing.figures) for (const at of [f.place, f.programme]) if (at >= 0) found.add(M.things[at]);
    }
    found.delete(thing);
    return found;
  };

  const inDomain = (n) => {
    const hidden = M.state.hiddenDomains;
    return !hidden.size || n.kind === "place" || !n.domains.length || n.domains.some((d) => !hidden.has(M.things[d]));
  };
  const inDistrict = (n) => {
    const district = M.state.district;
    return !district || n === district || n.kind === "domain" || n.districts.includes(district.i);
  };
  M.passes = (n) => !M.state.hidden.has(n) && M.state.kinds.has(n.kind === "cell" ? "programme" : n.kind) && inDomain(n) && inDistrict(n) && M.begun(n);
  // What is folded opens beside what is selected.
  M.opens = (n) => M.folds(n.kind) && inDomain(n) && inDistrict(n);

  M.reach = () => {
    const { selected, steps } = M.state;
    if (!selected) return null;
    const path = M.path();
    if (path && path.length) return new Set([selected, M.state.from, ...path.flatMap((e) => [e.a, e.b])]);
    if (M.mode() === "overview") return new Set([selected, ...M.cells.filter((c) => selected.kind !== "cell" && [...c.domains, ...c.districts].includes(selected.i))]);
    if (selected.kind === "cell") return null;
    const lit = new Set([selected, ...M.neighbours(selected, true)]);
    let last = [...lit];
    for (let step = 2; step <= steps; step += 1) {
      const next = new Set();
      for (const n of last) {
        if (n !== selected && n.kind !== "place" && n.kind !== "domain") for (const m of M.neighbours(n, true)) if (!lit.has(m)) next.add(m);
      }
      last = [...next];
      for (const n of last) lit.add(n);
    }
    return lit;
  };

  // At rest only what containment does not already say: parts of a programme, and programmes of several districts.
  const restful = (e) => {
    if (e.inferred || e.name === "domain") return false;
    if (e.name === "partOf") return e.a.kind === "programme" && e.b.kind === "programme";
    return e.name === "runs" && e.b.districts.length > 1 && e.a.districts.length === 1 && M.districts.includes(e.a);
  };

  // An island, or the neighbourhood of a district, shows by itself what belongs to it: no bundle of lines to say so again.
  const contains = (place, n) => (M.mode() === "near" ? place.kind === "place" && [M.state.around.i, ...M.state.around.districts].includes(place.i)
    : M.districts.includes(place) && n.districts.length === 1 && n.districts[0] === place.i);

  M.scene = () => {
    const { selected, every, steps } = M.state;
    const lit = M.reach();
    const path = new Set(M.path() || []);
    const ground = M.ground();
    const near = M.mode() === "near";
    const nodes = new Map();
    for (const n of ground.nodes) {
      if (M.state.hidden.has(n) && n !== selected) continue;
      const pinned = M.state.pinned.has(n);
      const opened = pinned || lit && lit.has(n) && (n === selected || path.size > 0 || M.opens(n));
      if (near || M.passes(n) || opened) nodes.set(n, pinned ? 2 : !lit || lit.has(n) ? (n === selected || (path.size > 0 && n === M.state.from) ? 2 : 1) : 0);
    }
    const edges = new Map();
    for (const e of ground.edges) {
      if (e.name === "domain" || !byBasis(e) || !nodes.has(e.a) || !nodes.has(e.b)) continue;
      if (path.size) {
        if (path.has(e)) edges.set(e, 2);
        else if (every || restful(e)) edges.set(e, 0);
        continue;
      }
      const other = e.a === selected ? e.b : e.a;
      const touches = selected && (e.a === selected || e.b === selected) && !contains(selected, other);
      const beside = steps > 1 && lit && lit.has(e.a) && lit.has(e.b) && e.a.kind !== "place" && e.b.kind !== "place";
      if (touches || beside) edges.set(e, touches ? 2 : 1);
      else if (every || restful(e) || (near && !contains(e.a, e.b) && !contains(e.b, e.a))) edges.set(e, lit ? 0 : 1);
    }
    return { nodes, edges, lit };
  };
})();
