"use strict";
// More nodes than vis draws one by one: all of a colour in one stroke of the pen, and only those that are in view.
(() => {
  const M = Minsheng;
  const MANY = 3000;
  const TINY = 2.5; // pixels: below that every shape is a speck
  M.many = () => M.ground().nodes.length > MANY;

  const groups = (items, key) => {
    const found = new Map();
    for (const item of items) {
      const name = key(item);
      if (!found.has(name)) found.set(name, []);
      found.get(name).push(item);
    }
    return found;
  };
  // Corners of the shapes that have some, for a size of 1.
  const star = Array.from({ length: 10 }, (_, i) => {
    const [r, angle] = [i % 2 ? 0.5 : 1.15, (i * Math.PI) / 5 - Math.PI / 2];
    return [r * Math.cos(angle), r * Math.sin(angle)];
  });
  M.corners = {
    diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]], triangle: [[0, -1.1], [1.1, 0.9], [-1.1, 0.9]],
    hexagon: [[-0.5, -0.9], [0.5, -0.9], [1, 0], [0.5, 0.9], [-0.5, 0.9], [-1, 0]], star,
  };
  const SHAPES = {
    dot: (ctx, n) => {
      ctx.moveTo(n.x + n.size, n.y);
      ctx.arc(n.x, n.y, n.size, 0, 2 * Math.PI);
    },
    square: (ctx, n) => ctx.rect(n.x - n.size, n.y - n.size, 2 * n.size, 2 * n.size),
  };
  const shape = (ctx, n) => {
    const corners = M.corners[n.shape];
    if (!corners) return (SHAPES[n.shape] || SHAPES.dot)(ctx, n);
    corners.forEach(([x, y], i) => ctx[i ? "lineTo" : "moveTo"](n.x + x * n.size, n.y + y * n.size));
    return ctx.closePath();
  };
  const ALPHA = [0.07, 0.45, 0.9];

  // What is selected is drawn by vis; the rest here, edges beneath.
  let scene = null;
  let edges = [];
  let nodes = [];
  M.drawSwarm = (ctx, colours) => {
    if (scene !== M.current) {
      scene = M.current;
      edges = [...groups([...scene.edges].sort((a, b) => a[1] - b[1]), ([e, level]) => `${level}${e.inferred}`).values()];
      nodes = [...groups([...scene.nodes].filter(([, level]) => level < 2), ([n, level]) => `${M.colourOf(n, colours)} ${level}`)];
    }
    const { scale, centre } = M.viewport();
    const { clientWidth, clientHeight } = M.$("map");
    const [w, t] = [clientWidth / scale / 2, clientHeight / scale / 2];
    const seen = (x, y, r) => Math.abs(x - centre.x) < w + r && Math.abs(y - centre.y) < t + r;
    ctx.save();
    for (const list of edges) {
      const [[first, level]] = list;
      ctx.globalAlpha = ALPHA[level];
      ctx.lineWidth = level < 2 ? 1.6 : list.length > 60 ? 1.5 : 3;
      ctx.strokeStyle = level < 2 ? colours.edge : colours.accent;
      ctx.setLineDash(first.inferred ? [9, 8] : []);
      ctx.beginPath();
      for (const [{ a, b }] of list) {
        if (Math.max(a.x, b.x) < centre.x - w || Math.min(a.x, b.x) > centre.x + w || Math.max(a.y, b.y) < centre.y - t || Math.min(a.y, b.y) > centre.y + t) continue;
        ctx.moveTo(a.x, a.y);
        ctx.lineTo(b.x, b.y);
      }
      ctx.stroke();
    }
    for (const [key, list] of nodes) {
      ctx.globalAlpha = list[0][1] === 0 ? 0.16 : 1;
      ctx.fillStyle = key.slice(0, key.lastIndexOf(" "));
      ctx.beginPath();
      for (const [n] of list) {
        if (!seen(n.x, n.y, 2 * n.size)) continue;
        if (n.size * scale < TINY) ctx.rect(n.x - n.size, n.y - n.size, 2 * n.size, 2 * n.size);
        else shape(ctx, n);
      }
      ctx.fill();
    }
    ctx.restore();
  };
})();
