"use strict";
// Where a neighbourhood lies: what it is around in the middle, then what is one step away, then two, each a band of slots on a
// lattice, in the order of class and domain. The same neighbourhood lies the same way; no two slots are closer than a label.
(() => {
  const M = Minsheng;
  const [WIDE, HIGH] = [118, 68];
  const SQUASH = 1.3; // bands are wider than high
  const TURN = 2 * Math.PI;
  const ORDER = ["place", "domain", "programme", "institution", "group", "recognition", "document"];

  const slots = (count) => {
    for (let reach = 2 * HIGH; ; reach += 4 * HIGH) {
      const found = [];
      const rows = Math.ceil(reach / HIGH);
      const columns = Math.ceil((reach * SQUASH) / WIDE);
      for (let r = -rows; r <= rows; r += 1) {
        for (let c = -columns; c <= columns; c += 1) {
          const [x, y] = [c * WIDE + (r % 2 ? WIDE / 2 : 0), r * HIGH];
          const far = Math.hypot(x / SQUASH, y);
          if (far <= reach) found.push([x, y, far]);
        }
      }
      if (found.length >= count) return found.sort((a, b) => a[2] - b[2] || a[1] - b[1] || a[0] - b[0]).slice(0, count);
    }
  };
  const angle = (x, y) => (Math.atan2(x, -y) + TURN) % TURN;
  const rank = (n) => [ORDER.indexOf(n.kind), n.domains.length ? M.things[n.domains[0]].rank : 99, -n.degree, n.i];
  const inOrder = (a, b) => {
    const at = a.findIndex((x, i) => x !== b[i]);
    return at < 0 ? 0 : a[at] - b[at];
  };

  // Gives each node of the bands, the innermost first, its place; a node beyond the second band lies where those are that it
  // is joined to.
  M.lay = (bands) => {
    const free = slots(bands.reduce((sum, band) => sum + band.length, 0));
    const placed = new Map();
    let used = 0;
    bands.forEach((band, number) => {
      const turns = new Map(band.map((n) => {
        const near = number > 1 ? n.edges.map((e) => placed.get(e.a === n ? e.b : e.a)).filter(Boolean) : [];
        const [x, y] = near.reduce((sum, p) => [sum[0] + p[0], sum[1] + p[1]], [0, 0]);
        return [n, [near.length ? angle(x, y) : number > 1 ? TURN : 0, ...rank(n)]];
      }));
      const order = band.slice().sort((a, b) => inOrder(turns.get(a), turns.get(b)));
      const mine = free.slice(used, used += band.length).sort((a, b) => angle(a[0], a[1]) - angle(b[0], b[1]) || a[2] - b[2]);
      order.forEach((n, i) => {
        placed.set(n, mine[i]);
        [n.x, n.y] = mine[i];
      });
    });
  };
})();
