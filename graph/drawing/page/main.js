"use strict";
// Start: words into the frame, buttons, keys.
(() => {
  const M = Minsheng;
  const { h } = M;
  M.say = (text) => {
    M.$("live").textContent = text;
  };

  const dress = () => {
    const { lang, theme, view } = M.state;
    document.documentElement.lang = lang;
    document.documentElement.dataset.theme = theme;
    document.title = M.t("title");
    for (const element of document.querySelectorAll("[data-t]")) element.textContent = M.t(element.dataset.t);
    for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", M.t(element.dataset.label));
    for (const element of document.querySelectorAll("[data-title]")) element.title = M.t(element.dataset.title);
    M.$("search").placeholder = M.t("search");
    M.$("theme").textContent = M.t(theme === "dark" ? "light" : "dark");
    M.$("view").textContent = M.t(view === "map" ? "table" : "map");
    M.$("lang").lang = lang === "en" ? "zh" : "en";
    M.fill(M.$("help-text"), M.t("helpText").split("\n").map((line) => h("p", {}, line)));
  };

  // From the selected node to the nearest shown one in a direction; with nothing selected, the map moves.
  const step = (dx, dy) => {
    const from = M.state.selected;
    if (!from || from.virtual) return M.pan(dx * 80, dy * 80);
    let best = null;
    let least = Infinity;
    for (const n of M.current.nodes.keys()) {
      const [x, y] = [n.x - from.x, n.y - from.y];
      const ahead = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (n === from || ahead <= 0 || aside > 1.2 * ahead) continue;
      const cost = ahead + 2 * aside;
      if (cost < least) [best, least] = [n, cost];
    }
    if (!best) return null;
    M.set({ selected: best, steps: 1 });
    return M.show(best);
  };
  const KEYS = {
    "/": () => M.$("search").focus(),
    "?": () => M.$("help").showModal(),
    "+": () => M.zoom(1.25),
    "=": () => M.zoom(1.25),
    p: () => M.state.selected && M.pin(M.state.selected),
    h: () => M.state.selected && !M.state.selected.virtual && M.hide(M.state.selected),
    c: () => M.set({ view: M.state.view === "compare" ? "map" : "compare" }),
    "-": () => M.zoom(0.8),
    0: () => M.fit(),
    t: () => M.set({ view: M.state.view === "table" ? "map" : "table" }),
    Escape: () => {
      document.body.classList.remove("show-filters");
      M.set({ selected: null });
    },
  };
  const MAP_KEYS = {
    ArrowLeft: () => step(-1, 0),
    ArrowRight: () => step(1, 0),
    ArrowUp: () => step(0, -1),
    ArrowDown: () => step(0, 1),
    Enter: () => M.$("panel-name").focus(),
  };
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (M.$("help").open || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const onMap = event.target === M.$("map") || M.$("map").contains(event.target) || event.target === document.body;
    const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] || (onMap ? MAP_KEYS[event.key] : null);
    if (!action) return;
    event.preventDefault();
    action();
  };

  const click = (id, action) => M.$(id).addEventListener("click", action);
  click("lang", () => M.set({ lang: M.state.lang === "en" ? "zh" : "en" }));
  click("theme", () => M.set({ theme: M.state.theme === "dark" ? "light" : "dark" }));
  click("view", () => M.set({ view: M.state.view === "map" ? "table" : "map" }));
  click("help-open", () => M.$("help").showModal());
  click("help-close", () => M.$("help").close());
  click("png", () => M.savePicture());
  click("svg", () => M.saveDrawing());
  click("fit", () => M.fit());
  click("zoom-in", () => M.zoom(1.3));
  click("zoom-out", () => M.zoom(1 / 1.3));
  click("skip", (event) => {
    event.preventDefault();
    M.$("panel-name").focus();
  });
  click("filters-open", () => {
    const open = document.body.classList.toggle("show-filters");
    M.$("filters-open").setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("keydown", press);

  dress();
  M.onChange((changed) => {
    if (["lang", "theme", "view"].some((k) => changed.has(k))) dress();
  });
  M.startFilters();
  M.startPanel();
  M.startMap();
  M.startListing();
  M.startScope();
  M.startSearch();
  document.body.dataset.ready = "yes";
})();
