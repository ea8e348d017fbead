"use strict";
// A graph of which nobody could see every node: it opens on how many programmes each district has in each domain. A
// circle, a filter or a search leads to some of its nodes, never more than a thousand.
(() => {
  const M = Minsheng;
  const LARGE = 5000;
  const ARC = (2 * Math.PI) / 3;
  M.FEW = 1000;
  M.large = M.nodes.length > LARGE;
  M.summed = () => M.large && !M.state.whole;
  // Nothing is chosen: only the sums are drawn.
  M.atRest = () => M.summed() && !M.state.selected && !M.state.district;

  const weight = (n) => n.edges.length + n.figures.length;
  const middles = new Set(M.districts);
  const frame = M.nodes.filter((n) => middles.has(n) || n.kind === "domain");
  // What is drawn of a large graph: the frame, and of what is wanted the nearest and the most connected.
  M.some = (lit, wanted) => {
    const found = new Set(frame);
    const near = lit ? [...lit].filter((n) => M.nodes[n.i] === n) : M.state.district ? M.nodes.filter((n) => wanted(n) && !found.has(n)) : [];
    if (!lit || lit.size > M.FEW) near.sort((a, b) => (b === M.state.selected) - (a === M.state.selected) || weight(b) - weight(a) || a.i - b.i);
    for (const n of near.slice(0, M.FEW)) found.add(n);
    for (const n of M.state.pinned) found.add(n);
    M.leftOut = Math.max(0, near.length - M.FEW);
    return found;
  };
  M.leftOut = 0;

  // Each domain of each district, and how many programmes run there; in the middle those of several: circles above and below the island's name.
  const cells = () => {
    const found = new Map();
    for (const n of M.nodes) {
      if (n.kind !== "programme") continue;
      const where = M.islands.filter((d, i) => d.place >= 0 && (n.districts.includes(d.place) || (i === 0 && n.island === 0)));
      for (const island of where) {
        for (const domain of n.domains) {
          const key = `${island.place} ${domain}`;
          if (!found.has(key)) found.set(key, { island, district: M.things[island.place], domain: M.things[domain], count: 0 });
          found.get(key).count += 1;
        }
      }
    }
    const list = [...found.values()];
    const most = Math.max(...list.map((c) => c.count));
    for (const island of M.islands) {
      const ring = list.filter((c) => c.island === island).sort((a, b) => a.domain.rank - b.domain.rank);
      const row = Math.max(2, Math.ceil(ring.length / 2));
      const [far, room] = [0.72 * island.radius, Math.min(0.72 * Math.sin(ARC / (row - 1) / 2), 0.26) * island.radius];
      ring.forEach((c, i) => {
        const angle = (i < row ? 0 : Math.PI) + ARC * ((i % row) / (row - 1) - 0.5);
        Object.assign(c, { x: island.x + far * Math.sin(angle), y: island.y - far * Math.cos(angle), r: room * (0.4 + 0.55 * Math.sqrt(c.count / most)) });
      });
    }
    return list;
  };
  M.cells = M.large ? cells() : [];
  const visible = () => M.cells.filter((c) => !M.state.hiddenDomains.has(c.domain));
  M.cellAt = (point) => (M.atRest() ? visible().find((c) => Math.hypot(c.x - point.x, c.y - point.y) < c.r) : undefined);
  // What runs in several districts lies in the middle and is no district's.
  M.inMiddle = (n) => M.summed() && n.island === 0 && M.state.district && M.islands[0].place === M.state.district.i;
  M.openCell = (cell) => M.set({ district: cell.district, hiddenDomains: new Set(M.nodes.filter((n) => n.kind === "domain" && n !== cell.domain)) });

  M.drawCells = (ctx, colours, scale) => {
    if (!M.atRest()) return;
    ctx.save();
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const c of visible()) {
      ctx.beginPath();
      ctx.arc(c.x, c.y, c.r, 0, 2 * Math.PI);
      ctx.fillStyle = colours.domains.get(c.domain.i);
      ctx.fill();
      const size = Math.min(0.8 * c.r, 15 / scale);
      if (size * scale < 9) continue;
      ctx.font = `600 ${size}px sans-serif`;
      ctx.lineWidth = size / 4;
      ctx.strokeStyle = colours.halo;
      ctx.fillStyle = colours.text;
      ctx.strokeText(String(c.count), c.x, c.y);
      ctx.fillText(String(c.count), c.x, c.y);
    }
    ctx.restore();
  };

  // What is seen of how much, in a sentence; nothing where all is seen.
  M.largeNote = () => {
    if (!M.summed()) return null;
    if (M.atRest()) return M.t("largeRest", M.nodes.length, M.FEW);
    return M.leftOut ? M.t("largeCut", M.FEW, M.leftOut) : null;
  };
})();
