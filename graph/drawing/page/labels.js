"use strict";
// Labels of one size at every zoom, laid out anew for each: the important first, none on another, none on a node.
(() => {
  const M = Minsheng;
  const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';
  const CELL = 64;
  const widths = new Map();
  let placed = null;
  let placedFor = "";
  let hovered = null;
  let last = null;

  // Signs that would turn or break a line on a canvas; the panel shows every name as it is.
  const plain = (text) => text.replace(/[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, " ").trim();
  const width = (ctx, font, text) => {
    const key = `${font}\n${text}`;
    if (!widths.has(key)) {
      ctx.font = font;
      widths.set(key, ctx.measureText(text).width);
    }
    return widths.get(key);
  };
  const characters = (text) => {
    const cut = text.slice(0, 120);
    if (!Intl.Segmenter) return Array.from(cut);
    return Array.from(new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(cut), (s) => s.segment);
  };
  const wrap = (ctx, font, text, most) => {
    if (width(ctx, font, text) <= most) return [text];
    const letters = characters(text);
    const lines = [];
    let line = "";
    for (let i = 0; i < letters.length; i += 1) {
      if (width(ctx, font, line + letters[i]) > most) {
        if (lines.length === 1) return [...lines, `${line.trim()}…`];
        const space = line.lastIndexOf(" ");
        const cut = space > 4 && letters[i] !== " " ? space : line.length;
        lines.push(line.slice(0, cut).trim());
        line = line.slice(cut).trimStart();
      }
      line += letters[i];
    }
    return [...lines, line];
  };

  // On an island, Banan District is Banan: a map has little room.
  const LEVEL = /(?<=\w)(?: [A-Z][a-z]+(?:,? (?:and )?[A-Z][a-z]+)* Autonomous)? (?:District|County|Municipality)$/;
  const english = (n) => {
    if (n.short) return n.short;
    if (!n.en) return n.label;
    return isHub(n) ? n.en.replace(LEVEL, "").replace("Economic and Technological Development Zone", "EDZ") : n.en;
  };
  let hubs = new Map();
  const isHub = (n) => hubs.has(n);
  const weight = (n, level) => {
    if (n === hovered) return 1e6;
    if (level === 2) return 9e5;
    if (isHub(n)) return 5e5 + hubs.get(n);
    if (level === 1 && M.current.lit) return 3e5 + n.size;
    return (n.kind === "domain" ? 2e5 : n.kind === "programme" ? 1e5 : 0) + n.size;
  };
  const wants = (n, level, scale) => {
    if (n === hovered || level === 2 || isHub(n)) return true;
    if (M.current.lit) return level === 1 && (M.current.lit.size < 40 || scale > 0.3);
    if (n.kind === "domain" || n.kind === "cell") return scale > (n.kind === "cell" ? 0.22 : 0.3);
    return scale > (n.kind === "programme" ? 0.36 : 0.5);
  };

  const grid = () => {
    const cells = new Map();
    const over = (b, visit) => {
      for (let cx = Math.floor(b.x / CELL); cx <= Math.floor((b.x + b.w) / CELL); cx += 1) {
        for (let cy = Math.floor(b.y / CELL); cy <= Math.floor((b.y + b.h) / CELL); cy += 1) {
          const found = visit(cx * 65536 + cy);
          if (found) return true;
        }
      }
      return false;
    };
    return {
      add: (b) => over(b, (cell) => {
        if (!cells.has(cell)) cells.set(cell, []);
        cells.get(cell).push(b);
        return false;
      }),
      hits: (b, self) => over(b, (cell) => (cells.get(cell) || []).some((o) =>
        o.node !== self && b.x < o.x + o.w && o.x < b.x + b.w && b.y < o.y + o.h && o.y < b.y + b.h)),
    };
  };

  const style = (n, level, scale) => {
    if (isHub(n) && scale < 0.13) return { font: `600 11px ${FONT}`, high: 13, most: 120, pill: true };
    if (isHub(n)) return { font: `600 13px ${FONT}`, high: 16, most: 150, pill: true };
    if (level === 2 || n === hovered) return { font: `600 13px ${FONT}`, high: 16, most: 190, pill: true };
    if (n.kind === "domain") return { font: `600 12px ${FONT}`, high: 15, most: 110, pill: false };
    return { font: `12px ${FONT}`, high: 15, most: 124, pill: false };
  };
  const spots = (x, y, r, w, h) => [
    [x - w / 2, y + r + 3], [x - w / 2, y - r - 3 - h], [x + r + 5, y - h / 2], [x - r - 5 - w, y - h / 2],
  ];

  const place = (ctx, scale) => {
    const labels = grid();
    const dots = grid();
    const out = [];
    for (const [n] of M.current.nodes) {
      const r = isHub(n) ? 3 : n.size * scale;
      dots.add({ node: n, x: n.x * scale - r, y: n.y * scale - r, w: 2 * r, h: 2 * r });
    }
    const order = [...M.current.nodes].filter(([n, level]) => wants(n, level, scale))
      .sort((a, b) => weight(b[0], b[1]) - weight(a[0], a[1]) || a[0].i - b[0].i);
    for (const [n, level] of order) {
      const { font, high, most, pill } = style(n, level, scale);
      const text = plain(M.state.lang === "en" ? english(n) : n.label);
      const lines = wrap(ctx, font, text, most);
      const pad = pill ? 5 : 1;
      const w = Math.max(...lines.map((l) => width(ctx, font, l))) + 2 * pad;
      const h = lines.length * high + 2 * (pill ? 2 : 0);
      const [x, y, r] = [n.x * scale, n.y * scale, n.size * scale];
      const hub = isHub(n);
      const tries = hub ? [0, 0.7, -0.7, 1.3, -1.3].map((d) => [x - w / 2, y - h / 2 + d * h]) : spots(x, y, r, w, h);
      const free = tries.map(([bx, by]) => ({ node: n, x: bx, y: by, w, h }))
        .find((b) => !labels.hits(b, n) && (hub || pill || !dots.hits(b, n)));
      if (!free) continue;
      labels.add(free);
      out.push({ ...free, lines, font, high, pad, pill, level, hub });
    }
    return [...out, ...edgeLabels(ctx, scale, labels, dots)];
  };
  const edgeLabels = (ctx, scale, labels, dots) => {
    const strong = [...M.current.edges].filter(([, level]) => level === 2);
    if (strong.length > 16 || scale < 0.3) return [];
    const font = `11px ${FONT}`;
    const out = [];
    for (const [e] of strong) {
      const text = M.name(M.ref(e.predicate));
      const [w, h] = [width(ctx, font, text) + 6, 14];
      for (const part of [0.5, 0.38, 0.62, 0.27, 0.73]) {
        const x = (e.a.x + (e.b.x - e.a.x) * part) * scale - w / 2;
        const y = (e.a.y + (e.b.y - e.a.y) * part) * scale - h / 2;
        const b = { node: e, x, y, w, h };
        if (labels.hits(b, e) || dots.hits(b, e)) continue;
        labels.add(b);
        out.push({ ...b, lines: [text], font, high: 14, pad: 3, edge: true, level: 1 });
        break;
      }
    }
    return out;
  };

  M.forgetLabels = () => {
    placed = null;
  };
  M.hover = (n) => {
    if (n === hovered) return;
    hovered = n;
    M.$("map").classList.toggle("pointing", Boolean(n));
    M.forgetLabels();
    M.redraw();
  };
  M.labelAt = ({ x, y }) => {
    if (!last) return null;
    const [px, py] = [x - last.x, y - last.y];
    const hit = last.placed.find((b) => !b.edge && px > b.x && px < b.x + b.w && py > b.y && py < b.y + b.h);
    return hit ? hit.node : null;
  };
  // Each line of each label that is in view: where it stands on the map's pane, and how large it is.
  M.labelsShown = () => (last ? last.placed.map((b) => ({
    lines: b.lines, x: b.x + last.x + b.w / 2, y: b.y + last.y + (b.pill ? 2 : 0) + b.high * 0.75, step: b.high,
    size: Number(/(\d+)px/.exec(b.font)[1]), bold: b.font.startsWith("600"), faded: b.level === 0,
  })) : []);
  M.labelBoxes = () => (last ? last.placed.map(({ x, y, w, h }) => ({ x, y, w, h })) : []);

  M.drawLabels = (ctx, colours) => {
    if (!M.current) return;
    const { scale, centre } = M.viewport();
    const key = `${scale} ${M.state.lang}`;
    ctx.save();
    if (!placed || placedFor !== key) {
      hubs = M.hubs();
      placed = place(ctx, scale);
      placedFor = key;
    }
    const { clientWidth: vw, clientHeight: vh, width: cw } = ctx.canvas;
    const ratio = cw / vw;
    const [ox, oy] = [vw / 2 - centre.x * scale, vh / 2 - centre.y * scale];
    last = { placed, x: ox, y: oy };
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.direction = "ltr";
    for (const b of placed) {
      const [x, y] = [b.x + ox, b.y + oy];
      if (x > vw || y > vh || x + b.w < 0 || y + b.h < 0) continue;
      ctx.globalAlpha = b.level === 0 ? 0.55 : 1;
      if (b.pill || b.edge) {
        ctx.beginPath();
        if (ctx.roundRect) ctx.roundRect(x, y, b.w, b.h, 4);
        else ctx.rect(x, y, b.w, b.h);
        ctx.fillStyle = b.edge ? colours.halo : colours.card;
        ctx.fill();
        if (b.pill) {
          ctx.strokeStyle = b.level === 2 ? colours.ring : colours.muted;
          ctx.lineWidth = b.level === 2 ? 2.5 : 1;
          ctx.stroke();
        }
      }
      ctx.font = b.font;
      b.lines.forEach((line, i) => {
        const ty = y + (b.pill ? 2 : 0) + b.high * (i + 0.5);
        if (!b.pill && !b.edge) {
          ctx.strokeStyle = colours.halo;
          ctx.lineWidth = 3;
          ctx.strokeText(line, x + b.w / 2, ty);
        }
        ctx.fillStyle = b.edge ? colours.accent : colours.text;
        ctx.fillText(line, x + b.w / 2, ty);
      });
    }
    ctx.restore();
  };
})();
