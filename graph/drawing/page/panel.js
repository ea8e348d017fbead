"use strict";
// The details of one thing: names, implementations, figures, relations, and where each is written.
(() => {
  const M = Minsheng;
  const { h } = M;
  const MANY = 40;

  M.go = (thing) => (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    M.choose(thing);
    if (M.state.view === "map") M.show(thing);
  };
  M.linkTo = (thing) => (thing.term
    ? M.nameSpan(thing)
    : h("a", { href: M.address(thing), onclick: M.go(thing) }, M.nameSpan(thing)));
  const links = (refs) => refs.map(M.ref).filter(Boolean).map((x, i) => [i ? "、" : "", M.linkTo(x)]);
  M.copyButton = (text, words) => {
    const button = h("button", { type: "button", class: "small", onclick: async () => {
      try {
        await navigator.clipboard.writeText(text());
      } catch (_) {
        const area = h("textarea", { readonly: true, "aria-label": M.t("copy") });
        area.value = text();
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      button.textContent = M.t("copied");
      M.say(M.t("copied"));
      window.setTimeout(() => { button.textContent = M.t(words); }, 1500);
    } }, M.t(words));
    return button;
  };

  M.proof = (list) => (list.length ? h("ul", { class: "proof" }, list.map((at) => {
    const [exact, document_] = [M.evidence.exact(at), M.ref(M.evidence.document(at))];
    const spans = M.evidence.spans(at).map(([a, b]) => `${a}–${b}`).join(", ");
    return h("li", {}, exact && h("q", { lang: "zh" }, h("bdi", {}, exact)), " ",
      h("span", { class: "source" }, document_ ? M.linkTo(document_) : "", spans ? ` · ${M.t("characters", spans)}` : ""));
  })) : null);

  // Why an inferred relation holds: the tree of its proof, down to what documents state.
  M.reason = (at) => {
    const step = M.steps[at];
    const word = (ref) => (Array.isArray(ref) ? ["(", ref.map((r, i) => [i ? " " : "", word(r)]), ")"] : M.linkTo(M.ref(ref)));
    const says = M.rules[step.rule][M.state.lang === "en" ? 1 : 0];
    return h("li", {}, step.words.map((ref, i) => [i ? " " : "", word(ref)]), " ",
      h("span", { class: "source" }, step.premises.length ? `${step.rule} · ` : "", says,
        step.graphs.length > 0 && [M.t("colon"), step.graphs.map((g, i) => [i ? "、" : "", M.nameSpan(M.ref(g))])]),
      M.proof(step.evidence), step.premises.length > 0 && h("ul", {}, step.premises.map(M.reason)));
  };

  const section = (title, count, ...children) =>
    h("section", {}, h("h3", {}, title, count !== null && h("span", { class: "number" }, String(count))), ...children);
  // The first forty at once, the rest on demand: a district has hundreds.
  const slowly = (items, build, parent) => {
    parent.append(...items.slice(0, MANY).map(build).flat());
    if (items.length <= MANY) return parent;
    const rest = h("button", { type: "button", class: "small more", onclick: () => {
      parent.append(...items.slice(MANY).map(build).flat());
      rest.remove();
    } }, M.t("more", items.length - MANY));
    return h("div", {}, parent, rest);
  };

  const figureRows = (f, thing) => {
    const others = [f.place, f.programme, f.institution, f.population].map(M.ref).filter((x) => x && x !== thing);
    const unit = M.ref(f.unit);
    const modifiers = f.modifiers.map(M.ref).filter(Boolean);
    return h("tbody", {},
      h("tr", {},
        h("th", { scope: "row" }, f.what && (f.what === thing ? M.nameSpan(f.what) : M.linkTo(f.what)),
          others.length > 0 && h("span", { class: "sub" }, others.map((x, i) => [i ? " · " : "", M.linkTo(x)]))),
        h("td", { class: "n" }, modifiers.length > 0 && h("span", { class: "sub" }, modifiers.map(M.name).join(" "), " "),
          M.number(f.value) + (f.high ? `–${M.number(f.high)}` : ""), " ", unit && M.nameSpan(unit)),
        h("td", {}, h("bdi", { lang: "zh" }, f.printed)),
        h("td", {}, M.period(f.start, f.end), f.when && h("span", { class: "sub", lang: "zh" }, f.when)),
        h("td", {}, M.name(M.ref(f.role)),
        M.local(M.ref(f.review)) === "extracted" && h("span", { class: "sub" }, M.name(M.ref(f.review))))),
      h("tr", { class: "why" }, h("td", { colspan: 5 }, M.proof(f.evidence))));
  };
  M.figureTable = (figures, thing) => {
    const table = h("table", { class: "figures" },
      h("thead", {}, h("tr", {}, ["indicator", "value", "printed", "period", "role"].map((c) => h("th", { scope: "col" }, M.t(c))))));
    const sorted = figures.slice().sort((a, b) => M.name(a.what).localeCompare(M.name(b.what), "zh") || (a.start < b.start ? -1 : 1));
    return h("div", { class: "wide", tabindex: 0, role: "group", "aria-label": M.t("figures") },
      slowly(sorted, (f) => [figureRows(f, thing)], table));
  };

  const implementation = (thing, open) => (p) => {
    const ends = [p.programme, p.place].map(M.ref).filter((x) => x && x !== thing);
    const actors = new Map();
    for (const [predicate, who] of p.actors) actors.set(predicate, [...(actors.get(predicate) || []), who]);
    const since = M.period(p.start, p.end);
    const status = M.ref(p.status);
    return h("details", { open }, h("summary", {}, ends.map((x, i) => [i ? " · " : "", M.nameSpan(x)]), " ",
      status && h("span", { class: "chip" }, M.name(status)), since && h("span", { class: "source" }, " ", since)),
    h("dl", {},
      ends.map((x) => [h("dt", {}, M.t(`one.${x.kind}`)), h("dd", {}, M.linkTo(x))]),
      p.when && [h("dt", {}, M.t("since")), h("dd", { lang: "zh" }, p.when)],
      [...actors].map(([predicate, who]) => [h("dt", {}, M.name(M.ref(predicate))), h("dd", {}, links(who))]),
      p.serves.length > 0 && [h("dt", {}, M.t("group")), h("dd", {}, links(p.serves))]),
    M.proof(p.evidence));
  };

  // Built when it is opened: a district has hundreds of inferred relations.
  const why = (e) => {
    const details = h("details", { class: "inline", ontoggle: () => {
      if (details.open && !details.querySelector("ul")) details.append(h("ul", { class: "reason" }, M.reason(e.reason)));
    } }, h("summary", {}, M.t("why")));
    return details;
  };

  const relationGroups = (thing, inferred) => {
    const groups = new Map();
    for (const e of thing.edges) {
      if (e.inferred !== inferred) continue;
      const key = `${e.a === thing ? "→" : "←"} ${M.name(M.ref(e.predicate))}`;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(e);
    }
    return [...groups].map(([key, edges]) => {
      const term = M.ref(edges[0].predicate);
      const means = M.state.lang === "en" ? term.enDefinition : term.zhDefinition;
      const item = (e) => {
        const other = e.a === thing ? e.b : e.a;
        return h("li", {}, M.icon(other), M.linkTo(other), !inferred && !e.implementations.length
          && e.evidence.length > 0 && h("details", { class: "inline" }, h("summary", {}, M.t("evidence")), M.proof(e.evidence)),
        inferred && e.reason >= 0 && why(e));
      };
      return h("div", { class: "group" }, h("h4", { title: means || null }, key, h("span", { class: "number" }, String(edges.length))),
        inferred && means && h("p", { class: "sub" }, means), slowly(edges, (e) => [item(e)], h("ul", { class: "links" })));
    });
  };

  // The query that finds what the panel shows, to be run with minsheng query -e or in the query page.
  const sparql = (n) => {
    const iri = `<${n.iri}>`;
    const by = { place: "ms:place", programme: "ms:programme", indicator: "ms:indicator", institution: "ms:institution", domain: "ms:domain" }[n.kind];
    const counted = n.figures.some((f) => [f.place, f.programme, f.institution, ...f.domains].includes(n.i) || f.what === n);
    const query = by && counted
      ? `SELECT ?figure ?indicator ?place ?value ?unit ?printed WHERE {\n  ?figure ${by} ${iri} ; ms:indicator/skos:prefLabel ?indicator ; ms:place/rdfs:label ?place ;\n`
        + "          ms:value ?value ; ms:unit/skos:notation ?unit ; ms:asPrinted ?printed .\n"
        + `  FILTER (LANG(?indicator) = "${M.state.lang}" && LANG(?place) = "${M.state.lang}")\n} ORDER BY ?indicator ?place`
      : `SELECT ?subject ?predicate ?object WHERE {\n  { ${iri} ?predicate ?object BIND (${iri} AS ?subject) }\n  UNION\n  { ?subject ?predicate ${iri} BIND (${iri} AS ?object) }\n}`;
    return h("details", { class: "block sparql" }, h("summary", {}, M.t("asSparql")), h("pre", { tabindex: 0 }, h("code", {}, query)), M.copyButton(() => query, "copy"));
  };

  // One step further, as often as it leads anywhere; and back to what is next to it.
  const FURTHEST = 9;
  const stepTools = (n) => {
    const { steps } = M.state;
    if (n.virtual) return null;
    const go = (to) => () => {
      M.set({ steps: to });
      M.say(M.t("reached", to, M.reach().size));
      if (M.mode() === "near") M.fit();
    };
    return [
      h("button", { type: "button", class: "small further", disabled: steps >= FURTHEST, onclick: go(steps + 1) }, M.t("further")),
      steps > 1 && h("button", { type: "button", class: "small", onclick: go(1) }, M.t("nearest")),
      steps > 1 && h("span", { class: "sub steps" }, M.t("reached", steps, M.reach().size)),
    ];
  };

  const cellPanel = (cell) => [
    h("div", { class: "head" }, h("h2", { id: "panel-name", tabindex: -1 }, M.nameSpan(cell)),
      h("button", { type: "button", class: "close", "aria-label": M.t("close"), onclick: () => M.set({ selected: null }) }, "×")),
    h("p", { class: "chips" }, h("span", { class: "chip" }, M.icon(cell), M.t("one.cell")),
      [...cell.districts, ...cell.domains].map((x) => h("span", { class: "chip" }, M.linkTo(M.things[x])))),
    M.state.around !== cell && h("p", { class: "tools" }, h("button", { type: "button", class: "small", onclick: () => {
      M.centre(cell);
      M.fit();
    } }, M.t("around"))),
    section(M.t("programme"), cell.count, slowly(M.members(cell), (n) => [h("li", {}, M.icon(n), M.linkTo(n))], h("ul", { class: "links" }))),
  ];

  const build = (n) => {
    if (n.kind === "cell") return cellPanel(n);
    const impls = n.impls.filter(M.counts);
    const figures = n.figures.filter(M.counts);
    const type = M.ref(n.type);
    const within = n.kind === "place" ? M.inside(n).flatMap((p) => p.figures.filter((f) => f.place === p.i && M.counts(f))) : [];
    const asserted = relationGroups(n, false);
    const inferred = relationGroups(n, true);
    const other = M.otherName(n) === M.name(n) ? "" : M.otherName(n);
    return [
      h("div", { class: "head" }, h("h2", { id: "panel-name", tabindex: -1 }, M.nameSpan(n)),
        h("button", { type: "button", class: "close", "aria-label": M.t("close"), onclick: () => M.set({ selected: null }) }, "×")),
      other && h("p", { class: "other", lang: M.state.lang === "en" ? "zh" : "en" }, h("bdi", {}, other)),
      h("p", { class: "chips" }, h("span", { class: "chip" }, M.icon(n), M.t(`one.${n.kind}`)),
        type && type.term && n.kind !== "domain" && h("span", { class: "chip" }, M.name(type)),
        n.kind !== "domain" && n.domains.slice(0, 4).map((d) => h("span", { class: "chip" }, M.icon(M.things[d]), M.linkTo(M.things[d]))),
        n.kind !== "place" && n.districts.slice(0, 6).map((d) => h("span", { class: "chip" }, M.linkTo(M.ref(d))))),
      n.alt.length > 0 && h("p", { class: "sub", lang: "zh" }, `${M.t("also")}：`, n.alt.map((a, i) => [i ? "、" : "", h("bdi", {}, a)])),
      h("p", { class: "tools" }, !n.virtual && h("button", { type: "button", class: "small", onclick: () => {
        M.set({ view: "map" });
        M.show(n);
      } }, M.t("locate")),
      M.large && M.state.around !== n && h("button", { type: "button", class: "small", onclick: () => {
        M.centre(n);
        M.fit();
      } }, M.t("around")),
      stepTools(n), M.pathTools(n), M.choiceTools(n), M.copyButton(() => window.location.href, "link")),
      M.pathSection(n),
      n.notes.length > 0 && h("dl", {}, n.notes.map(([p, v]) => [h("dt", {}, M.name(M.ref(p))), h("dd", {}, v)])),
      impls.length > 0 && section(M.t("implementations"), impls.length,
        slowly(impls, (p) => [implementation(n, impls.length < 5)(p)], h("div", { class: "cards" }))),
      figures.length > 0 && section(M.t("figures"), figures.length, M.charts(figures, n), M.figureTable(figures, n)),
      within.length > 0 && h("details", { class: "block" },
        h("summary", {}, M.t("figuresWithin"), h("span", { class: "number" }, String(within.length))), M.figureTable(within, n)),
      n.evidence.length > 0 && section(M.t("evidence"), n.evidence.length, M.proof(n.evidence)),
      asserted.length > 0 && section(M.t("relations"), null, asserted),
      inferred.length > 0 && h("details", { class: "block inferred" }, h("summary", {}, M.t("inferred"),
        h("span", { class: "number" }, String(n.edges.filter((e) => e.inferred).length))), inferred),
      M.measuresOf(n),
      sparql(n),
      section(M.t("iri"), null, h("p", { class: "iri" }, h("code", {}, n.iri), " ", M.copyButton(() => n.iri, "copy"))),
    ];
  };

  M.startPanel = () => {
    const panel = M.$("panel");
    const draw = () => {
      const n = M.state.selected;
      document.body.classList.toggle("has-selection", Boolean(n));
      M.fill(panel, n ? build(n) : M.overview());
      panel.scrollTop = 0;
    };
    M.onChange((changed) => {
      if (changed.has("selected") || ["lang", "steps", "around", "from", "until", "without", "pinned", "hidden", "inferred", "asserted"].some((k) => changed.has(k))) draw();
      if (changed.has("selected") && M.state.selected) M.say(M.t("chosen", M.name(M.state.selected)));
    });
    draw();
  };
})();
