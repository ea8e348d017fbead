"use strict";
// Search with suggestions: labels, other names, English, division codes and indicators.
(() => {
  const M = Minsheng;
  const { h } = M;
  const MOST = 12;
  const simple = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s“”‘’"'《》〈〉「」()（）[\]【】·]/g, "");
  // Made when it is first needed.
  let index = null;
  const entries = () => index || (index = M.things.filter((thing) => thing.kind !== "cell").map((thing) => {
    const words = [thing.zh, thing.en, ...thing.alt, ...thing.notes.map(([, v]) => v)].filter(Boolean).map((w) => [simple(w.slice(0, 400)), w]);
    // Initials of pinyin stand for the name itself.
    if (thing.initials) words.push([thing.initials, thing.zh]);
    return { thing, words };
  }));
  const score = (entry, wanted) => {
    let best = [0, ""];
    for (const [word, printed] of entry.words) {
      const at = word.indexOf(wanted);
      if (at < 0) continue;
      const s = (word === wanted ? 3000 : at === 0 ? 2000 : 1000) - Math.min(word.length, 400) + Math.min(entry.thing.degree + entry.thing.figures.length, 90);
      if (s > best[0]) best = [s, printed];
    }
    return best;
  };
  M.find = (text) => {
    const wanted = simple(text);
    if (!wanted) return [];
    return entries().map((entry) => [...score(entry, wanted), entry.thing]).filter(([s]) => s > 0)
      .sort((a, b) => b[0] - a[0] || a[2].i - b[2].i).slice(0, MOST);
  };

  M.startSearch = () => {
    const input = M.$("search");
    const list = M.$("found");
    let found = [];
    let active = -1;
    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (thing) => {
      close();
      input.value = "";
      M.centre(thing);
      if (M.state.view === "map") M.show(thing);
      M.$("panel-name").focus({ preventScroll: true });
    };
    const mark = (to) => {
      active = to;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === to)));
      if (to < 0) return input.removeAttribute("aria-activedescendant");
      list.children[to].scrollIntoView({ block: "nearest" });
      return input.setAttribute("aria-activedescendant", list.children[to].id);
    };
    const draw = () => {
      found = M.find(input.value);
      const typed = input.value.trim() !== "";
      M.fill(list, found.map(([, word, thing], i) => h("li", {
        role: "option", id: `found-${i}`, "aria-selected": "false",
        onmousedown: (e) => e.preventDefault(), onclick: () => choose(thing),
      }, M.icon(thing), M.nameSpan(thing, { class: "word" }),
      word !== M.name(thing) && h("bdi", { class: "sub" }, word.slice(0, 60)), h("span", { class: "sub" }, M.t(`one.${thing.kind}`)))),
      typed && !found.length && h("li", { class: "sub", role: "option", "aria-disabled": "true", "aria-selected": "false" }, M.t("nothing")));
      list.hidden = !typed;
      input.setAttribute("aria-expanded", String(typed));
      mark(found.length ? 0 : -1);
    };
    input.addEventListener("input", draw);
    input.addEventListener("focus", () => (input.value ? draw() : entries()));
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (e) => {
      if (e.isComposing) return;
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        if (found.length) mark((active + (e.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
      } else if (e.key === "Enter" && found[active]) {
        e.preventDefault();
        choose(found[active][2]);
      } else if (e.key === "Escape") {
        e.stopPropagation();
        input.value = "";
        close();
      }
    });
  };
})();
