"use strict";
// The data as objects, and the few helpers that build the page. Text reaches the page as text nodes only.
(() => {
  const M = Minsheng;
  const { raw } = M;

  // A row of a table is read from its columns when it is asked: a hundred thousand of them cost next to nothing.
  const reader = (column) => (Array.isArray(column) ? (i) => column[i] : column.at);
  M.reader = reader;
  const length = (columns) => Object.values(columns)[0].length;
  const rows = (columns, more = class {}) => {
    class Row extends more {
      constructor(i) {
        super();
        this.i = i;
      }
    }
    for (const [name, column] of Object.entries(columns)) {
      if (name in Row.prototype) continue;
      const read = reader(column);
      Object.defineProperty(Row.prototype, name, { get() { return read(this.i); } });
    }
    return Array.from({ length: length(columns) }, (_, i) => new Row(i));
  };
  M.all = (column) => (column.all ? column.all() : column);
  M.distinct = (column) => (column.distinct ? column.distinct() : [...new Set(M.all(column))]);
  const once = (make) => {
    let made = null;
    return () => made || (made = make());
  };
  const full = (key) => (/^[a-z]+:\/\//.test(key) ? key : raw.base + key);
  const keys = reader(raw.nodes.iri);

  M.options = raw.options;
  // Too large to be drawn at once (ground.js).
  M.large = Boolean(raw.overview);
  M.defaultLanguage = raw.lang;
  M.rules = raw.rules;
  M.measures = raw.measures;
  M.evidence = Object.fromEntries(Object.entries(raw.evidence).map(([name, column]) => [name, reader(column)]));
  M.steps = rows(raw.steps);
  M.terms = rows({ ...raw.terms, key: raw.terms.iri }, class {
    get term() { return true; }
    get iri() { return full(this.key); }
  });
  M.local = (term) => (term ? term.iri.slice(term.iri.lastIndexOf("#") + 1) : "");

  // What a thing is part of: edges by its number, figures and implementations folded into it.
  const beside = once(() => {
    const [from, to] = [raw.edges.from, raw.edges.to].map(M.all);
    const ends = new Int32Array(length(raw.nodes) + 1);
    for (const list of [from, to]) for (let e = 0; e < list.length; e += 1) ends[list[e]] += 1;
    let sum = 0;
    for (let n = 0; n < ends.length; n += 1) [ends[n], sum] = [sum, sum + ends[n]];
    const next = ends.slice();
    const found = new Int32Array(2 * from.length);
    for (let e = 0; e < from.length; e += 1) {
      found[next[from[e]]++] = e;
      found[next[to[e]]++] = e;
    }
    return { ends, found };
  });
  const folded = (items, refs) => once(() => {
    const found = new Map();
    for (const item of items()) {
      for (const at of refs(item)) {
        if (at < 0) continue;
        const list = found.get(at);
        if (!list) found.set(at, [item]);
        else if (list[list.length - 1] !== item) list.push(item);
      }
    }
    return found;
  });
  const figuresOf = folded(() => M.figures, (f) => [f.what ? f.what.i : -1, f.place, f.programme, f.institution, f.population, ...f.domains]);
  const implsOf = folded(() => M.impls, (p) => [p.place, p.programme, ...p.actors.map((a) => a[1]), ...p.serves]);
  class Thing {
    get figures() { return figuresOf().get(this.i) || []; }
    get impls() { return implsOf().get(this.i) || []; }
    get degree() {
      const { ends } = beside();
      return this.i < ends.length - 1 ? ends[this.i + 1] - ends[this.i] : 0;
    }
    get edges() {
      const { ends, found } = beside();
      return this.degree ? Array.from(found.subarray(ends[this.i], ends[this.i + 1]), (e) => M.edges[e]) : [];
    }
  }
  const { x: across, y: down, label: labels, ...nodes } = raw.nodes;
  const labelled = reader(labels);
  M.things = rows(nodes, class extends Thing {
    get key() { return keys(this.i); }
    get iri() { return full(this.key); }
    get label() { return labelled(this.i) || this.zh || this.en; }
  });
  const [x, y] = [across || [], down || []].map(reader);
  for (const n of M.things) [n.x, n.y] = [x(n.i) || 0, y(n.i) || 0];
  M.nodes = M.things.slice();
  // A reference is a node (0 and up), nothing (-1), or a term (-2 and down).
  M.ref = (at) => (at >= 0 ? M.things[at] : at === -1 ? null : M.terms[-2 - at]);
  // Things that are no nodes of the graph: they can be looked for and opened.
  M.virtual = (fields) => {
    const thing = Object.assign(new Thing(), { i: M.things.length, virtual: true, en: "", initials: "", alt: [], type: -1 },
      { domains: [], districts: [], notes: [], evidence: [] }, fields);
    M.things.push(thing);
    return thing;
  };
  const lookup = once(() => new Map(M.things.map((n) => [n.key, n])));
  M.byKey = { get: (key) => (key ? lookup().get(key) : undefined) };

  M.islands = raw.islands.map(([place, x, y, radius, core, tallX, tallY]) => ({ place, x, y, radius, core, tallX, tallY }));
  // On a screen that is higher than wide the islands lie one above the other rather than side by side.
  M.tall = window.innerHeight > 1.2 * window.innerWidth;
  if (M.tall) {
    for (const n of M.things) {
      const island = M.islands[n.island];
      if (!island) continue;
      n.x += island.tallX - island.x;
      n.y += island.tallY - island.y;
    }
    for (const d of M.islands) [d.x, d.y] = [d.tallX, d.tallY];
  }

  // An indicator is nothing on the map, but it can be looked for and opened: its figures side by side.
  const indicators = new Map();
  for (const at of M.distinct(raw.figures.indicator)) {
    const term = M.ref(at);
    if (!term) continue;
    const key = term.term && term.key;
    indicators.set(at, term.term ? M.virtual({ key, iri: term.iri, kind: "indicator", zh: term.zh, en: term.en, initials: term.initials }) : term);
  }
  const names = new Map();
  M.edges = rows({ ...raw.edges, isInferred: raw.edges.inferred }, class {
    get inferred() { return Boolean(this.isInferred); }
    get a() { return M.things[this.from]; }
    get b() { return M.things[this.to]; }
    get name() {
      if (!names.has(this.predicate)) names.set(this.predicate, M.local(M.ref(this.predicate)));
      return names.get(this.predicate);
    }
  });
  M.impls = rows({ ...raw.implementations, key: raw.implementations.iri }, class {
    get iri() { return full(this.key); }
  });
  M.figures = rows({ ...raw.figures, key: raw.figures.iri }, class {
    get iri() { return full(this.key); }
    get what() { return indicators.get(this.indicator) || null; }
    get domains() {
      const programme = M.ref(this.programme);
      return this.domain === -1 ? (programme && programme.domains) || [] : [this.domain];
    }
  });
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
