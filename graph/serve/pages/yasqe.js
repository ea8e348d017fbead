// The bundled editor, where it was built in (scripts/yasgui.py); null where it was not. Nothing typed leaves this server:
// of its own completers only that of variables stays (the others ask a vocabulary host), and ours asks /search here.

export function bundled(host, { complete, run, changed, label }) {
  const Yasqe = globalThis.Yasqe?.default ?? globalThis.Yasqe?.Yasqe ?? globalThis.Yasqe;
  if (!Yasqe) return null;
  Yasqe.defaults.autocompleters = ["variables"];
  host.replaceChildren();
  const yasqe = new Yasqe(host, {
    autocompleters: ["variables"],
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: undefined,
    showQueryButton: false,
    resizeable: false,
    lineWrapping: true,
    viewportMargin: Infinity,
    extraKeys: { "Ctrl-Enter": () => run(), "Cmd-Enter": () => run(), "Ctrl-Space": () => suggest(true), Esc: () => leave(), Tab: "indentMore" },
  });
  let silent = false;
  let timer;
  yasqe.on("change", () => {
    if (silent) return;
    changed();
    clearTimeout(timer);
    timer = setTimeout(() => suggest(false), 150);
  });
  const input = yasqe.getInputField();
  input.setAttribute("aria-label", label);
  input.setAttribute("aria-describedby", "hint");

  function leave() {
    yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), Tab: false });
  }

  function word() {
    const cursor = yasqe.getCursor();
    const before = yasqe.getLine(cursor.line).slice(0, cursor.ch);
    if (/^[^"'<]*#/.test(before) || (before.match(/"/g) ?? []).length % 2 || /[?$][\p{L}\p{N}_]*$/u.test(before)) return "";
    return /[\p{L}\p{N}_][\p{L}\p{N}_:.-]*$/u.exec(before)?.[0] ?? "";
  }

  async function suggest(asked) {
    const text = word();
    if (!text || !(asked || text.includes(":") || /[^\x00-\x7f]/.test(text))) return;
    const found = await complete(text);
    if (!found.length || word() !== text) return;
    yasqe.showHint({
      completeSingle: false,
      hint: () => {
        const to = yasqe.getCursor();
        const from = { line: to.line, ch: to.ch - text.length };
        return { from, to, list: found.map((one) => ({ text: `${one.curie} `, displayText: `${one.name}  ${one.curie}` })) };
      },
    });
  }

  return {
    get value() {
      return yasqe.getValue();
    },
    set value(text) {
      silent = true;
      yasqe.setValue(text);
      silent = false;
    },
    focus: () => yasqe.focus(),
    select(line, column) {
      const from = { line: line - 1, ch: column - 1 };
      const rest = /^\S{0,30}/.exec((yasqe.getLine(line - 1) ?? "").slice(from.ch))[0].length;
      yasqe.setSelection(from, { line: from.line, ch: from.ch + rest });
      yasqe.focus();
    },
  };
}
