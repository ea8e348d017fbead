"use strict";
// What a reader has chosen to keep in sight (pinned) or out of it (hidden), whatever is selected.
(() => {
  const M = Minsheng;
  const { h } = M;
  const MOST = 6;
  const flip = (set, n) => {
    const copy = new Set(set);
    if (!copy.delete(n)) copy.add(n);
    return copy;
  };
  M.pin = (n) => {
    const pinned = flip(M.state.pinned, n);
    if (pinned.size > MOST) return M.say(M.t("pinnedMost", MOST));
    return M.set({ pinned });
  };
  M.hide = (n) => M.set({ hidden: flip(M.state.hidden, n), pinned: new Set([...M.state.pinned].filter((x) => x !== n)), selected: null });
  M.compareButton = () => M.state.pinned.size > 1 && h("button", { type: "button", class: "small", onclick: () => M.set({ view: "compare" }) },
    M.t("compareThese", M.state.pinned.size));
  M.choiceTools = (n) => [
    h("button", { type: "button", class: "small", "aria-pressed": String(M.state.pinned.has(n)), onclick: () => M.pin(n) }, M.t("pin")),
    !n.virtual && h("button", { type: "button", class: "small", onclick: () => M.hide(n) }, M.t("hide")),
    M.compareButton(),
  ];

  const list = (words, set, undo, all) => set.size > 0 && [
    h("h2", {}, M.t(words), h("button", { type: "button", class: "text", onclick: all }, M.t("clear"))),
    h("ul", { class: "chosen" }, [...set].map((n) => h("li", {}, M.icon(n), h("span", { class: "word" }, M.linkTo(n)),
      h("button", { type: "button", class: "text", "aria-label": `${M.t("remove")} ${M.name(n)}`, onclick: () => undo(n) }, "×")))),
  ];
  M.choiceFilter = () => [
    list("pinned", M.state.pinned, M.pin, () => M.set({ pinned: new Set() })), M.compareButton(),
    list("hidden", M.state.hidden, (n) => M.set({ hidden: flip(M.state.hidden, n) }), () => M.set({ hidden: new Set() })),
  ];
})();
