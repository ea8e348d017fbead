"use strict";
// The map: vis-network draws nodes and edges where Python put them; islands lie beneath, labels above (labels.js).
(() => {
  const M = Minsheng;
  const vis = window.vis;
  const calm = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let network = null;
  let colours = null;
  let timer = 0;
  const drawn = { nodes: new Map(), edges: new Map() };
  const sets = { nodes: null, edges: null };

  M.palette = () => {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(name).trim();
    const domains = M.nodes.filter((n) => n.kind === "domain").sort((a, b) => a.rank - b.rank);
    return {
      text: get("--text"), halo: get("--ground"), muted: get("--muted"), island: get("--island"), core: get("--core"),
      line: get("--line"), edge: get("--edge"), accent: get("--accent"), card: get("--card"), ring: get("--ring"), wash: Number(get("--wash")),
      kinds: Object.fromEntries(M.kinds.map((k) => [k, get(`--k-${k}`)])),
      domains: new Map(domains.map((d, i) => [d.i, get(`--d${i % 13}`)])),
    };
  };
  M.colourOf = (n, c) => {
    if (["programme", "domain", "cell"].includes(n.kind) && n.domains.length) return c.domains.get(n.domains[0]);
    return c.kinds[n.kind] || c.muted;
  };

  const paintNode = (n, level) => {
    if (level === undefined) return { id: n.i, hidden: true };
    const fill = M.colourOf(n, colours);
    const border = level === 2 ? colours.ring : colours.card;
    const state = { background: fill, border };
    return {
      id: n.i, hidden: false, opacity: level === 0 ? 0.16 : 1, borderWidth: level === 2 ? 6 : 0,
      color: { ...state, hover: state, highlight: state },
    };
  };
  const line = (e, level, quiet) => {
    const strong = level === 2;
    const colour = strong ? colours.accent : colours.edge;
    return {
      id: e.i, from: e.from, to: e.to, dashes: e.inferred ? [9, 8] : false,
      width: strong ? (quiet ? 1.5 : 3) : 1.6,
      arrows: { to: { enabled: strong && !quiet, scaleFactor: 0.55 } },
      color: { color: colour, hover: colour, highlight: colour, opacity: [0.07, strong ? 0.9 : 0.45, 0.9][level] },
    };
  };
  // Only what changed goes to vis: a selection touches few nodes.
  const bring = (set, memory, items) => {
    const wanted = new Map(items.map((item) => [item.id, item]));
    const gone = [...memory.keys()].filter((id) => !wanted.has(id));
    if (gone.length) set.remove(gone);
    for (const id of gone) memory.delete(id);
    const changed = items.filter((item) => memory.get(item.id) !== JSON.stringify(item));
    for (const item of changed) memory.set(item.id, JSON.stringify(item));
    if (changed.length) set.update(changed);
  };
  // Of many nodes vis draws the few that are selected; the others are drawn together (swarm.js).
  const mine = (level) => (M.many() && level < 2 ? undefined : level);
  // Of a large graph vis knows what is drawn, where it is drawn now.
  const bare = (n) => ({ x: n.x, y: n.y, shape: n.shape, size: n.size });
  const nodesOf = (scene) => (M.large
    ? [...scene.nodes].filter(([, level]) => mine(level) !== undefined).map(([n, level]) => ({ ...bare(n), ...paintNode(n, level) }))
    : M.nodes.map((n) => paintNode(n, mine(scene.nodes.get(n)))));
  const paint = () => {
    const scene = M.scene();
    M.current = scene;
    const strong = [...scene.edges.values()].filter((level) => level === 2).length;
    const items = nodesOf(scene);
    const lines = (M.many() ? [] : [...scene.edges]).map(([e, level]) => line(e, level, strong > 60));
    if (M.large) bring(sets.edges, drawn.edges, lines.filter((l) => drawn.edges.has(l.id))); // no line without its ends
    bring(sets.nodes, drawn.nodes, items);
    bring(sets.edges, drawn.edges, lines);
    M.forgetLabels();
    network.redraw();
    M.$("count").textContent = M.count();
  };

  M.count = () => (M.mode() === "overview" ? M.scope() : M.t("shown", M.current.nodes.size, M.nodes.length));

  const islands = (ctx) => {
    const { selected, district } = M.state;
    for (const island of M.discs()) {
      const on = island.place >= 0 && (M.things[island.place] === selected || M.things[island.place] === district);
      for (const [radius, colour] of [[island.radius, colours.island], [island.core, colours.core]]) {
        ctx.beginPath();
        ctx.arc(island.x, island.y, radius, 0, 2 * Math.PI);
        ctx.fillStyle = colour;
        ctx.fill();
      }
      if (!on) continue;
      ctx.beginPath();
      ctx.arc(island.x, island.y, island.radius, 0, 2 * Math.PI);
      ctx.strokeStyle = colours.accent;
      ctx.lineWidth = 2 / network.getScale();
      ctx.stroke();
    }
    if (M.current.nodes.size > 5000) return;
    const sectors = new Map();
    for (const [n, level] of M.current.nodes) {
      if (n.kind !== "programme" || level === 0 || !n.domains.length) continue;
      if (!sectors.has(n.domains[0])) sectors.set(n.domains[0], []);
      sectors.get(n.domains[0]).push(n);
    }
    for (const [domain, members] of sectors) {
      ctx.beginPath();
      for (const n of members) {
        ctx.moveTo(n.x + 66, n.y);
        ctx.ellipse(n.x, n.y, 66, 43, 0, 0, 2 * Math.PI);
      }
      ctx.globalAlpha = colours.wash;
      ctx.fillStyle = colours.domains.get(domain);
      ctx.fill();
      ctx.globalAlpha = 1;
    }
  };

  const box = (list) => {
    let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, r } of list) {
      [x1, y1] = [Math.min(x1, x - r), Math.min(y1, y - r)];
      [x2, y2] = [Math.max(x2, x + r), Math.max(y2, y + r)];
    }
    return [x1, y1, x2, y2];
  };
  const around = (nodes) => [...nodes].map((n) => ({ x: n.x, y: n.y, r: 120 }));
  const frame = (list, closest) => {
    if (!list.length) return;
    const [x1, y1, x2, y2] = box(list);
    const { clientWidth: w, clientHeight: h } = M.$("map");
    const scale = Math.min((w - 24) / (x2 - x1), (h - 24) / (y2 - y1), closest);
    const position = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
    M.move(position, Math.max(scale, 0.03), true);
    forget();
  };
  const saved = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const { x, y } = network.getViewPosition();
      M.moved([Math.round(x), Math.round(y), Number(network.getScale().toFixed(3))]);
    }, 250);
  };
  // Where the page itself looks need not be remembered: on another screen it would look elsewhere.
  const forget = () => {
    window.clearTimeout(timer);
    M.moved(null);
  };
  M.move = (position, scale, animate) => {
    network.moveTo({ position, scale, animation: animate && !calm ? { duration: 350, easingFunction: "easeInOutQuad" } : false });
  };
  M.fit = (animate = true) => {
    const discs = M.discs();
    const district = M.state.district && discs.find((d) => M.things[d.place] === M.state.district);
    const list = discs.length ? (district ? [district] : discs).map((d) => ({ x: d.x, y: d.y, r: d.radius })) : around(M.current.nodes.keys());
    if (!list.length) return;
    const [x1, y1, x2, y2] = box(list);
    const { clientWidth: w, clientHeight: h } = M.$("map");
    const scale = Math.min((w - 36) / (x2 - x1), (h - 16) / (y2 - y1), 1.4);
    M.move({ x: (x1 + x2) / 2, y: (y1 + y2) / 2 }, scale, animate);
    forget();
  };
  M.zoom = (factor) => {
    M.move(network.getViewPosition(), Math.min(4, Math.max(0.03, network.getScale() * factor)), false);
    saved();
  };
  M.pan = (dx, dy) => {
    const { x, y } = network.getViewPosition();
    M.move({ x: x + dx / network.getScale(), y: y + dy / network.getScale() }, network.getScale(), false);
    saved();
  };
  // Brings a thing and what is near it into view; a node is never brought closer than its label needs.
  M.show = (thing) => {
    const path = M.path();
    if (path && path.length) return frame(around(new Set(path.flatMap((e) => [e.a, e.b]))), 1.1);
    if (thing.kind === "domain" || thing === M.state.around) return M.fit();
    const island = M.discs().find((d) => M.things[d.place] === thing);
    if (island) return frame([{ x: island.x, y: island.y, r: island.radius }], 1.2);
    const all = (thing.virtual ? [...M.neighbours(thing)] : [thing, ...M.neighbours(thing, true)]).filter((n) => !M.large || M.current.nodes.has(n));
    if (!all.length) return null;
    const near = all.filter((n) => thing.virtual || Math.hypot(n.x - thing.x, n.y - thing.y) < 900);
    const [x1, y1, x2, y2] = box(around(all));
    const { clientWidth: w, clientHeight: h } = M.$("map");
    return frame(around(Math.min(w / (x2 - x1), h / (y2 - y1)) > 0.3 ? all : near), 1.1);
  };

  const at = (pointer) => {
    const point = { x: pointer.canvas.x, y: pointer.canvas.y };
    const scale = network.getScale();
    const label = M.labelAt(pointer.DOM);
    if (label) return label;
    let best = null;
    let least = 16 / scale;
    for (const n of M.current.nodes.keys()) {
      const d = Math.hypot(n.x - point.x, n.y - point.y) - n.size;
      if (d < least) [best, least] = [n, d];
    }
    if (best) return best;
    const island = M.discs().find((d) => d.place >= 0 && Math.hypot(d.x - point.x, d.y - point.y) < d.radius);
    return island && scale < 0.45 && !M.state.selected ? M.things[island.place] : null;
  };

  const under = ({ offsetX: x, offsetY: y }) => at({ DOM: { x, y }, canvas: network.DOMtoCanvas({ x, y }) });

  M.startMap = () => {
    colours = M.palette();
    const start = M.large ? [] : M.nodes.map((n) => ({ id: n.i, ...bare(n), hidden: true }));
    sets.nodes = new vis.DataSet(start);
    sets.edges = new vis.DataSet([]);
    network = new vis.Network(M.$("map"), { nodes: sets.nodes, edges: sets.edges }, M.options);
    M.viewport = () => ({ scale: network.getScale(), centre: network.getViewPosition() });
    M.redraw = () => network.redraw();
    M.current = { nodes: new Map(), edges: new Map(), lit: null };
    network.on("beforeDrawing", (ctx) => {
      islands(ctx);
      if (M.many()) M.drawSwarm(ctx, colours);
    });
    network.on("afterDrawing", (ctx) => M.drawLabels(ctx, colours));
    network.on("click", (event) => {
      const thing = event.nodes.length ? M.things[event.nodes[0]] : at(event.pointer);
      network.unselectAll();
      M.choose(thing);
      if (M.mode() === "near" && thing && thing === M.state.around) M.fit();
    });
    network.on("doubleClick", (event) => {
      if (!event.nodes.length) return;
      if (!M.large || M.mode() === "whole") M.set({ steps: 2 });
      else {
        M.centre(M.things[event.nodes[0]]);
        M.fit();
      }
    });
    network.on("hoverNode", (event) => M.hover(M.things[event.node]));
    network.on("blurNode", () => M.hover(null));
    M.$("map").addEventListener("pointermove", (event) => M.many() && M.hover(under(event)));
    network.on("dragEnd", saved);
    network.on("zoom", saved);
    paint();
    const look = () => {
      if (M.state.camera) M.move({ x: M.state.camera[0], y: M.state.camera[1] }, M.state.camera[2], false);
      else if (M.state.selected) M.show(M.state.selected);
      else M.fit(false);
    };
    look();
    M.onChange((changed) => {
      if (changed.has("theme")) colours = M.palette();
      paint();
      if (changed.has("restored") || changed.has("whole")) look();
      else if (changed.has("district")) M.fit();
    });
  };
})();
