"use strict";
// The shortest way between two things, by what is stated (or inferred, where that is shown): who connects them, and how.
(() => {
  const M = Minsheng;
  const { h } = M;
  // Every programme has a domain, and every thing a document: a way through them would say nothing.
  const open = (n) => n.kind !== "domain" && n.kind !== "document";

  const shortest = (from, to) => {
    const came = new Map([[from, null]]);
    for (const n of came.keys()) {
      if (n === to) break;
      if (n !== from && !open(n)) continue;
      for (const e of n.edges) {
        const next = e.a === n ? e.b : e.a;
        if ((e.inferred ? M.state.inferred : M.state.asserted) && e.name !== "domain" && !came.has(next)) came.set(next, e);
      }
    }
    if (!came.has(to)) return null;
    const edges = [];
    for (let n = to; came.get(n); n = came.get(n).a === n ? came.get(n).b : came.get(n).a) edges.unshift(came.get(n));
    return edges;
  };

  // The edges of the way that is being looked at; null where there is none to look for.
  M.path = () => {
    const { from, selected } = M.state;
    return from && selected && from !== selected && !from.virtual && !selected.virtual ? shortest(from, selected) || [] : null;
  };

  M.pathTools = (n) => !n.virtual && h("button", { type: "button", class: "small", "aria-pressed": String(M.state.from === n),
    onclick: () => M.set({ from: M.state.from === n ? null : n }) }, M.t("pathFrom"));

  M.pathSection = (n) => {
    const { from } = M.state;
    if (!from) return null;
    const edges = M.path();
    const end = h("button", { type: "button", class: "small", onclick: () => M.set({ from: null }) }, M.t("pathEnd"));
    if (from === n) return h("p", { class: "path sub" }, M.t("pathNext"), " ", end);
    if (!edges || !edges.length) return h("p", { class: "path sub" }, M.t("pathNone", M.name(from)), " ", end);
    let at = from;
    const steps = edges.map((e) => {
      const [here, next] = [at, e.a === at ? e.b : e.a];
      at = next;
      return h("li", {}, M.icon(here), M.linkTo(here), " ", h("span", { class: "source" }, e.a === here ? "→ " : "← ", M.name(M.ref(e.predicate))),
        " ", M.icon(next), M.linkTo(next), M.proof(e.evidence.length ? e.evidence : e.implementations.flatMap((i) => M.impls[i].evidence).slice(0, 1)));
    });
    return h("section", { class: "path" }, h("h3", {}, M.t("path"), h("span", { class: "number" }, String(edges.length))), h("ol", {}, steps), end);
  };
})();
