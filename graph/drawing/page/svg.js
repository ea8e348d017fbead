"use strict";
// What the map shows as SVG, in the map's own coordinates: islands, edges, nodes, and the labels that stand there now.
(() => {
  const M = Minsheng;
  const NS = "http://www.w3.org/2000/svg";
  const make = (name, attributes, text) => {
    const element = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const SHAPE = {
    dot: (n) => make("circle", { cx: n.x, cy: n.y, r: n.size }),
    square: (n) => make("rect", { x: n.x - n.size, y: n.y - n.size, width: 2 * n.size, height: 2 * n.size }),
    corners: (n, corners) => make("polygon", { points: corners.map(([x, y]) => `${n.x + x * n.size},${n.y + y * n.size}`).join(" ") }),
  };
  M.drawing = () => {
    const colours = M.palette();
    const { scale, centre } = M.viewport();
    const { clientWidth: width, clientHeight: height } = M.$("map");
    const [w, t] = [width / scale, height / scale];
    const box = [centre.x - w / 2, centre.y - t / 2, w, t].map((x) => Math.round(x * 10) / 10);
    const svg = make("svg", { xmlns: NS, width, height, viewBox: box.join(" "), "font-family": "sans-serif" });
    svg.append(make("title", {}, M.t("title")));
    svg.append(make("rect", { x: box[0], y: box[1], width: box[2], height: box[3], fill: colours.halo }));
    for (const d of M.discs()) {
      svg.append(make("circle", { cx: d.x, cy: d.y, r: d.radius, fill: colours.island }), make("circle", { cx: d.x, cy: d.y, r: d.core, fill: colours.core }));
    }
    for (const [e, level] of M.current.edges) {
      svg.append(make("line", { x1: e.a.x, y1: e.a.y, x2: e.b.x, y2: e.b.y, stroke: level === 2 ? colours.accent : colours.edge,
        "stroke-width": level === 2 ? 3 : 1.6, "stroke-opacity": [0.07, 0.45, 0.9][level], "stroke-dasharray": e.inferred ? "9 8" : "none" }));
    }
    for (const [n, level] of M.current.nodes) {
      const shape = M.corners[n.shape] ? SHAPE.corners(n, M.corners[n.shape]) : (SHAPE[n.shape] || SHAPE.dot)(n);
      shape.setAttribute("fill", M.colourOf(n, colours));
      shape.setAttribute("fill-opacity", level === 0 ? 0.16 : 1);
      shape.append(make("title", {}, M.name(n)));
      svg.append(shape);
    }
    for (const { lines, x, y, step, size, bold, faded } of M.labelsShown()) {
      const at = { x: centre.x + (x - width / 2) / scale, y: centre.y + (y - height / 2) / scale };
      lines.forEach((line, i) => svg.append(make("text", { x: at.x, y: at.y + (i * step) / scale, "font-size": size / scale,
        "font-weight": bold ? 600 : 400, "text-anchor": "middle", fill: colours.text, stroke: colours.halo,
        "stroke-width": 3 / scale, "paint-order": "stroke", opacity: faded ? 0.55 : 1 }, line)));
    }
    return new XMLSerializer().serializeToString(svg);
  };
})();
