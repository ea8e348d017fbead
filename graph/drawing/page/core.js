"use strict";
// The data as objects, and the few helpers that build the page. Text reaches the page as text nodes only.
(() => {
  const M = Minsheng;
  const { raw } = M;
  delete M.raw;

  const rows = (columns) => {
    const names = Object.keys(columns);
    const length = names.length ? columns[names[0]].length : 0;
    return Array.from({ length }, (_, i) => {
      const row = { i };
      for (const name of names) row[name] = columns[name][i];
      return row;
    });
  };
  const full = (key) => (/^[a-z]+:\/\//.test(key) ? key : raw.base + key);

  M.options = raw.options;
  M.defaultLanguage = raw.lang;
  M.terms = rows(raw.terms).map((t) => ({ ...t, term: true, iri: full(t.iri) }));
  M.evidence = rows(raw.evidence);
  M.steps = rows(raw.steps);
  M.rules = raw.rules;
  M.measures = raw.measures;
  M.things = rows(raw.nodes);
  M.edges = rows(raw.edges);
  M.impls = rows(raw.implementations);
  M.figures = rows(raw.figures);
  M.islands = raw.islands.map(([place, x, y, radius, core, tallX, tallY]) => ({ place, x, y, radius, core, tallX, tallY }));
  // On a screen that is higher than wide the islands lie one above the other rather than side by side.
  M.tall = window.innerHeight > 1.2 * window.innerWidth;
  if (M.tall) {
    for (const n of M.things) {
      const island = M.islands[n.island];
      n.x += island.tallX - island.x;
      n.y += island.tallY - island.y;
    }
    for (const d of M.islands) [d.x, d.y] = [d.tallX, d.tallY];
  }

  for (const n of M.things) {
    n.key = n.iri;
    n.iri = full(n.iri);
    n.edges = [];
    n.figures = [];
    n.impls = [];
  }
  M.nodes = M.things.slice();
  // A reference is a node (0 and up), nothing (-1), or a term (-2 and down).
  M.ref = (at) => (at >= 0 ? M.things[at] : at === -1 ? null : M.terms[-2 - at]);
  M.byIri = new Map(M.things.map((n) => [n.iri, n]));
  M.byKey = new Map(M.things.map((n) => [n.key, n]));
  M.byTerm = new Map(M.terms.map((t) => [t.iri, t]));
  M.local = (term) => (term ? term.iri.slice(term.iri.lastIndexOf("#") + 1) : "");

  // An indicator is nothing on the map, but it can be looked for and opened: its figures side by side.
  const indicator = (at) => {
    const term = M.ref(at);
    if (!term) return null;
    let thing = M.byIri.get(term.iri);
    if (!thing) {
      const key = term.iri.startsWith(raw.base) ? term.iri.slice(raw.base.length) : term.iri;
      thing = { i: M.things.length, key, iri: term.iri, kind: "indicator", virtual: true, zh: term.zh, en: term.en, initials: term.initials };
      Object.assign(thing, { alt: [], type: -1, domains: [], districts: [], notes: [], evidence: [] });
      Object.assign(thing, { edges: [], figures: [], impls: [] });
      M.things.push(thing);
      M.byIri.set(thing.iri, thing);
      M.byKey.set(thing.key, thing);
    }
    return thing;
  };
  for (const e of M.edges) {
    e.a = M.things[e.from];
    e.b = M.things[e.to];
    e.inferred = Boolean(e.inferred);
    e.name = M.local(M.ref(e.predicate));
    e.a.edges.push(e);
    e.b.edges.push(e);
  }
  const fold = (list, item, refs) => {
    for (const at of new Set(refs)) if (at >= 0) M.things[at][list].push(item);
  };
  for (const f of M.figures) {
    f.iri = full(f.iri);
    f.what = indicator(f.indicator);
    if (f.what) f.what.figures.push(f);
    fold("figures", f, [f.place, f.programme, f.institution, f.population]);
    const programme = M.ref(f.programme);
    f.domains = f.domain === -1 ? (programme && programme.domains) || [] : [f.domain];
    fold("figures", f, f.domains);
  }
  for (const p of M.impls) {
    p.iri = full(p.iri);
    fold("impls", p, [p.place, p.programme, ...p.actors.map((a) => a[1]), ...p.serves]);
  }
  M.inside = (place) => {
    const found = new Set([place]);
    for (const at of found) {
      for (const e of at.edges) if (e.name === "within" && e.b === at && !e.inferred) found.add(e.a);
    }
    found.delete(place);
    return [...found];
  };
  M.districts = M.islands.map((d) => M.things[d.place]).filter(Boolean);

  // h("p", {class: "x", onclick: f}, "text", element): attributes are set, functions listen, strings become text.
  M.h = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
    }
    element.append(...children.flat(9).filter((c) => c !== null && c !== undefined && c !== false && c !== ""));
    return element;
  };
  M.fill = (element, ...children) => {
    element.replaceChildren(...children.flat(9).filter((c) => c !== null && c !== undefined && c !== false));
    return element;
  };
  M.$ = (id) => document.getElementById(id);
})();
