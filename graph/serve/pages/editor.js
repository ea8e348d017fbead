// A textarea with colours behind it and completion by name. The same surface as the bundled editor (yasqe.js) offers.

const TOKEN =
  /(#[^\n]*)|("""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(<[^<>"{}|^`\\\s]*>)|([?$][\p{L}\p{N}_]+)|([\p{L}_][\p{L}\p{N}_.-]*:[\p{L}\p{N}_.%-]*)|([A-Za-z_]+)/gu;
const KEYWORD =
  /^(?:select|construct|describe|ask|where|from|named|prefix|base|distinct|reduced|order|group|by|having|limit|offset|optional|union|minus|filter|bind|values|graph|exists|not|in|as|asc|desc|a|count|sum|avg|min|max|sample|group_concat|separator|regex|replace|lang|langmatches|str|iri|uri|datatype|bound|if|coalesce|contains|strstarts|strends|strlen|substr|concat|year|month|day|now|round|abs|ceil|floor|true|false|undef|isiri|isliteral|isnumeric|lcase|ucase)$/i;

export class TextEditor {
  constructor({ text, colours, list, complete, run, changed }) {
    Object.assign(this, { text, colours, list, complete, run, changed, marked: null, found: [], at: -1, leaving: false });
    text.addEventListener("input", () => this.typed());
    text.addEventListener("scroll", () => this.scrolled());
    text.addEventListener("keydown", (event) => this.key(event));
    text.addEventListener("blur", () => this.close());
    text.addEventListener("click", () => this.close());
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("li");
      if (item) this.take(this.found[[...list.children].indexOf(item)]);
    });
    new ResizeObserver(() => this.scrolled()).observe(text);
  }

  get value() {
    return this.text.value;
  }

  set value(value) {
    this.text.value = value;
    this.marked = null;
    this.paint();
  }

  focus() {
    this.text.focus();
  }

  /** Puts the cursor where an error is, and underlines the word there. */
  select(line, column) {
    const lines = this.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
    const word = /^[^\s]{0,30}/.exec(this.value.slice(start))[0].length;
    this.marked = [start, Math.max(start + 1, start + word)];
    this.paint();
    this.text.focus();
    this.text.setSelectionRange(start, start + word);
  }

  paint() {
    const fragment = document.createDocumentFragment();
    const value = this.value;
    let end = 0;
    const put = (kind, from, to) => {
      const bad = this.marked && from < this.marked[1] && to > this.marked[0];
      if (!kind && !bad) return void fragment.append(value.slice(from, to));
      const span = document.createElement("span");
      span.className = [kind, bad ? "bad" : ""].join(" ").trim();
      span.textContent = value.slice(from, to);
      fragment.append(span);
    };
    for (const match of value.matchAll(TOKEN)) {
      const kind = match[1] ? "c" : match[2] ? "s" : match[3] || match[5] ? "i" : match[4] ? "v" : KEYWORD.test(match[0]) ? "k" : "";
      if (match.index > end) put("", end, match.index);
      end = match.index + match[0].length;
      put(kind, match.index, end);
    }
    put("", end, value.length);
    fragment.append("\n");
    this.colours.replaceChildren(fragment);
    this.scrolled();
  }

  scrolled() {
    this.colours.scrollTop = this.text.scrollTop;
    this.colours.scrollLeft = this.text.scrollLeft;
  }

  typed() {
    this.marked = null;
    this.paint();
    this.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(false), 150);
  }

  /** The name before the cursor, or "" where none can stand. */
  word() {
    const before = this.value.slice(0, this.text.selectionStart);
    if (/(?:#[^\n]*|["'][^"'\n]*)$/.test(before) && !/<[^>\s]*$/.test(before)) {
      const line = before.slice(before.lastIndexOf("\n") + 1);
      if (/^[^"'<]*#/.test(line) || (line.match(/"/g) ?? []).length % 2) return "";
    }
    return /[\p{L}\p{N}_][\p{L}\p{N}_:.-]*$/u.exec(before.replace(/[?$][\p{L}\p{N}_]*$/u, ""))?.[0] ?? "";
  }

  async suggest(asked) {
    const word = this.word();
    const wanted = word && (asked || word.includes(":") || /[^\x00-\x7f]/.test(word) || word.length > 2);
    if (!wanted || (!asked && KEYWORD.test(word))) return this.close();
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const found = await this.complete(word);
    if (turn !== this.turn || this.word() !== word) return;
    this.found = found;
    if (!found.length) return this.close();
    this.list.replaceChildren(
      ...found.map((one, index) => {
        const item = document.createElement("li");
        const name = document.createElement("span");
        const kind = document.createElement("small");
        item.id = `completion-${index}`;
        item.setAttribute("role", "option");
        name.textContent = one.name;
        kind.textContent = one.curie;
        item.append(name, kind);
        return item;
      }),
    );
    this.place();
    this.list.hidden = false;
    this.list.parentElement.classList.add("open");
    this.choose(0);
  }

  /** Below the cursor: measured on the colours, which have the same letters in the same places. */
  place() {
    const range = document.createRange();
    let left = this.text.selectionStart;
    const walker = document.createTreeWalker(this.colours, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    while (node && left > node.length) {
      left -= node.length;
      node = walker.nextNode();
    }
    if (!node) return;
    range.setStart(node, left);
    range.setEnd(node, left);
    const box = this.list.parentElement.getBoundingClientRect();
    const spot = range.getBoundingClientRect();
    this.list.style.top = `${spot.bottom - box.top + 4}px`;
    this.list.style.left = `${Math.max(4, Math.min(spot.left - box.left - 20, box.width - 300))}px`;
  }

  choose(index) {
    this.at = (index + this.found.length) % this.found.length;
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === this.at)));
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", `completion-${this.at}`);
  }

  take(one) {
    const end = this.text.selectionStart;
    this.text.setRangeText(`${one.curie} `, end - this.word().length, end, "end");
    this.close();
    this.paint();
    this.changed();
  }

  close() {
    clearTimeout(this.timer);
    this.turn = (this.turn ?? 0) + 1;
    this.found = [];
    this.list.hidden = true;
    this.list.parentElement.classList.remove("open");
    this.text.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const open = !this.list.hidden;
    const leaving = this.leaving;
    this.leaving = false;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.run();
    else if (event.key === " " && event.ctrlKey) this.suggest(true);
    else if (open && event.key === "ArrowDown") this.choose(this.at + 1);
    else if (open && event.key === "ArrowUp") this.choose(this.at - 1);
    else if (open && (event.key === "Enter" || event.key === "Tab")) this.take(this.found[this.at]);
    else if (event.key === "Escape") {
      if (!open) this.leaving = true;
      return this.close();
    } else if (event.key === "Tab" && !event.shiftKey && !leaving) {
      this.text.setRangeText("  ", this.text.selectionStart, this.text.selectionEnd, "end");
      this.typed();
    } else return;
    event.preventDefault();
  }
}
