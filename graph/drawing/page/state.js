"use strict";
// What is being looked at. It lives in the address, so that a view can be shared, restored and gone back to.
(() => {
  const M = Minsheng;
  const FOLDED = ["institution", "group", "recognition", "document"];
  const present = new Set(M.distinct(M.raw.nodes.kind));
  M.kinds = ["place", "domain", "programme", ...FOLDED].filter((k) => present.has(k));
  M.folds = (kind) => FOLDED.includes(kind);
  const shownAtFirst = M.kinds.filter((k) => !M.folds(k));
  const system = window.matchMedia && window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

  const initial = () => ({
    lang: M.defaultLanguage,
    theme: system,
    view: "map",
    selected: null,
    steps: 1,
    around: null,
    whole: false,
    kinds: new Set(shownAtFirst),
    hiddenDomains: new Set(),
    district: null,
    from: null,
    until: null,
    without: new Set(),
    pinned: new Set(),
    hidden: new Set(),
    asserted: true,
    inferred: false,
    every: false,
    camera: null,
  });
  M.state = initial();

  const write = () => {
    const s = M.state;
    const parts = [];
    const put = (name, value) => parts.push(`${name}=${encodeURIComponent(value).replace(/%2F/g, "/").replace(/%2C/g, ",")}`);
    if (s.selected) put("n", s.selected.key);
    if (s.steps > 1) put("steps", s.steps);
    if (s.around && (s.around !== s.selected || s.around.kind === "domain")) put("around", s.around.key);
    if (s.whole) put("whole", 1);
    if (s.district) put("in", s.district.key);
    if ([...s.kinds].sort().join() !== [...shownAtFirst].sort().join()) put("show", [...s.kinds].join());
    const keys = (set) => [...set].map((n) => n.key).join();
    if (s.pinned.size) put("pin", keys(s.pinned));
    if (s.hidden.size) put("hide", keys(s.hidden));
    if (s.from) put("from", s.from.key);
    if (s.until !== null) put("until", s.until);
    if (s.without.size) put("figures", `-${[...s.without].join()}`);
    if (s.hiddenDomains.size) put("without", keys(s.hiddenDomains));
    if (!s.asserted || s.inferred) put("basis", (s.asserted ? "a" : "") + (s.inferred ? "i" : ""));
    if (s.every) put("edges", "all");
    if (s.view !== "map") put("view", s.view);
    if (s.lang !== M.defaultLanguage) put("lang", s.lang);
    if (s.theme !== system) put("theme", s.theme);
    if (s.camera) put("at", [...s.camera, M.tall ? "t" : "w"].join());
    return `#${parts.join("&")}`;
  };

  const read = (hash) => {
    const s = initial();
    const got = new Map();
    for (const part of hash.replace(/^#/, "").split("&")) {
      const [name, value] = part.split("=");
      try {
        if (value !== undefined) got.set(name, decodeURIComponent(value));
      } catch (_) {
        // A cut link: what cannot be read is left out.
      }
    }
    const list = (name) => (got.get(name) || "").split(",").filter(Boolean);
    s.selected = M.byKey.get(got.get("n")) || null;
    s.steps = /^[1-9]$/.test(got.get("steps") || "") ? Number(got.get("steps")) : 1;
    s.whole = got.get("whole") === "1";
    // Where a graph is too large to be drawn at once, what is selected is seen in its neighbourhood.
    const overview = s.whole || (s.selected && s.selected.kind === "domain");
    if (M.large) s.around = M.byKey.get(got.get("around")) || (overview ? null : s.selected);
    s.district = M.byKey.get(got.get("in")) || null;
    s.from = M.byKey.get(got.get("from")) || null;
    s.until = /^\d{4}$/.test(got.get("until") || "") ? Number(got.get("until")) : null;
    s.without = new Set((got.get("figures") || "").replace(/^-/, "").split(",").filter((k) => /^\w+$/.test(k)));
    if (got.has("show")) s.kinds = new Set(list("show").filter((k) => M.kinds.includes(k)));
    const things = (name) => new Set(list(name).map((k) => M.byKey.get(k)).filter(Boolean));
    s.hiddenDomains = things("without");
    s.pinned = things("pin");
    s.hidden = things("hide");
    if (got.has("basis")) {
      s.asserted = got.get("basis").includes("a");
      s.inferred = got.get("basis").includes("i");
    }
    s.every = got.get("edges") === "all";
    if (["table", "compare"].includes(got.get("view"))) s.view = got.get("view");
    if (["zh", "en"].includes(got.get("lang"))) s.lang = got.get("lang");
    if (["light", "dark"].includes(got.get("theme"))) s.theme = got.get("theme");
    const [shape, camera] = [list("at")[3], list("at").slice(0, 3).map(Number)];
    if (camera.length === 3 && shape === (M.tall ? "t" : "w") && camera.every(Number.isFinite) && camera[2] > 0) s.camera = camera;
    return s;
  };

  const listeners = [];
  M.onChange = (listener) => listeners.push(listener);
  const tell = (changed) => {
    for (const listener of listeners) listener(new Set(changed));
  };
  const remember = (push) => {
    const hash = write();
    if (hash === window.location.hash || (hash === "#" && !window.location.hash)) return;
    try {
      window.history[push ? "pushState" : "replaceState"](null, "", hash);
    } catch (_) {
      // A browser may refuse a history to a local file; the page works without one.
    }
  };
  // A selection is a step that "back" undoes; panning and filters replace the current entry.
  M.set = (patch) => {
    const changed = Object.keys(patch).filter((k) => M.state[k] !== patch[k]);
    if (!changed.length) return;
    Object.assign(M.state, patch);
    remember(changed.includes("selected") || changed.includes("view") || changed.includes("district") || changed.includes("hidden") || changed.includes("from")
      || changed.includes("around") || changed.includes("whole"));
    tell(changed);
  };
  M.moved = (camera) => {
    M.state.camera = camera;
    remember(false);
  };
  M.address = (thing) => `#n=${encodeURIComponent(thing.key).replace(/%2F/g, "/")}`;
  M.reset = () => {
    const { lang, theme, view } = M.state;
    M.set({ ...initial(), lang, theme, view });
  };
  const restore = () => {
    M.state = read(window.location.hash);
    tell([...Object.keys(M.state), "restored"]);
  };
  window.addEventListener("popstate", restore);
  window.addEventListener("hashchange", () => {
    if (write() !== window.location.hash) restore();
  });
  M.state = read(window.location.hash);
})();
