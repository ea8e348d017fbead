// Answers as people read them: a table that sorts, a chart where there is a number by place or year, links as a picture.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const BASE = "https://w3id.org/minsheng/id/";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long"].map((name) => XSD + name));
const SHOWN = 500;
const SVG = "http://www.w3.org/2000/svg";

export function isNumber(term) {
  return term?.type === "literal" && NUMBERS.has(term.datatype);
}

/** N-Triples as rows of terms. */
export function triples(text) {
  const term = /<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?|_:(\S+)/gu;
  const rows = text.split("\n").filter(Boolean).map((line) =>
    [...line.matchAll(term)].slice(0, 3).map(([, iri, value, lang, datatype, blank]) =>
      iri !== undefined ? { type: "uri", value: iri }
      : blank ? { type: "bnode", value: blank }
      : { type: "literal", value: unescaped(value), "xml:lang": lang, datatype },
    ),
  );
  return { columns: ["subject", "predicate", "object"], rows };
}

function unescaped(text) {
  const plain = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return text.replace(/\\(?:u(.{4})|U(.{8})|(.))/g, (_, a, b, c) => (c ? plain[c] ?? c : String.fromCodePoint(parseInt(a ?? b, 16))));
}

export function table(json) {
  const columns = json.head.vars ?? [];
  return { columns, rows: json.results.bindings.map((row) => columns.map((name) => row[name])) };
}

export function shown(term, prefixes) {
  if (!term) return "";
  if (term.type !== "uri") return term.value;
  const best = Object.entries(prefixes).filter(([, iri]) => term.value.startsWith(iri)).sort((a, b) => b[1].length - a[1].length)[0];
  return best ? `${best[0]}:${decodeURI(term.value.slice(best[1].length))}` : term.value;
}

function address(iri) {
  if (iri.startsWith(BASE)) return "/id/" + iri.slice(BASE.length).split("/").map(encodeURIComponent).join("/");
  if (iri.startsWith("https://w3id.org/minsheng/ontology#")) return "/ontology#" + encodeURIComponent(iri.split("#")[1]);
  return /^https?:/.test(iri) ? iri : null;
}

function cell(term, prefixes) {
  const td = document.createElement("td");
  if (term?.type === "uri" && address(term.value)) {
    const link = document.createElement("a");
    link.href = address(term.value);
    link.rel = "noreferrer";
    link.textContent = shown(term, prefixes);
    td.append(link);
  } else if (isNumber(term)) {
    td.className = "n";
    td.textContent = Number(term.value).toLocaleString("en", { maximumFractionDigits: 6, useGrouping: !/^(?:19|20)\d\d$/.test(term.value) });
  } else {
    td.textContent = shown(term, prefixes);
    if (term?.["xml:lang"]) td.lang = term["xml:lang"];
  }
  return td;
}

function compare(a, b) {
  if (!a || !b) return (a ? 1 : 0) - (b ? 1 : 0);
  if (isNumber(a) && isNumber(b)) return Number(a.value) - Number(b.value);
  return a.value.localeCompare(b.value, "zh");
}

export function tableView(answer, { prefixes, words }) {
  const box = document.createElement("div");
  box.className = "wide";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", words.table);
  let order = null;
  let most = SHOWN;
  const draw = () => {
    const rows = order ? [...answer.rows].sort((x, y) => order.way * compare(x[order.column], y[order.column])) : answer.rows;
    const element = document.createElement("table");
    const head = element.createTHead().insertRow();
    answer.columns.forEach((name, column) => {
      const th = document.createElement("th");
      const button = document.createElement("button");
      th.scope = "col";
      th.setAttribute("aria-sort", order?.column === column ? (order.way > 0 ? "ascending" : "descending") : "none");
      button.type = "button";
      button.title = words.sorted;
      button.textContent = name + (order?.column === column ? (order.way > 0 ? " ▲" : " ▼") : "");
      button.addEventListener("click", () => {
        order = { column, way: order?.column === column ? -order.way : 1 };
        draw();
        box.querySelectorAll("th button")[column].focus();
      });
      th.append(button);
      head.append(th);
    });
    const body = element.createTBody();
    for (const row of rows.slice(0, most)) {
      const tr = body.insertRow();
      answer.columns.forEach((_, column) => tr.append(cell(row[column], prefixes)));
    }
    box.replaceChildren(element);
    if (rows.length > most) {
      const more = document.createElement("button");
      more.type = "button";
      more.textContent = `${words.all} (${rows.length})`;
      more.addEventListener("click", () => {
        most = Infinity;
        draw();
      });
      box.append(more);
    }
  };
  draw();
  return box;
}

/** Which column to draw by which: a number that is no year, by a place, a year, or else the first words. */
export function chartable(answer) {
  if (!answer.rows.length) return null;
  const filled = (test) => answer.columns.map((name, i) => i).filter((i) => answer.rows.some((r) => r[i]) && answer.rows.every((r) => !r[i] || test(r[i])));
  const numbers = filled(isNumber);
  const years = numbers.filter((i) => /year|年/i.test(answer.columns[i]) || answer.rows.every((r) => /^(?:19|20)\d\d$/.test(r[i]?.value ?? "2000")));
  const values = numbers.filter((i) => !years.includes(i));
  const labels = filled((t) => !isNumber(t));
  const place = labels.find((i) => /place|district|locality|地|区|县/i.test(answer.columns[i]));
  const by = place ?? years[0] ?? labels[0];
  const value = values.find((i) => /value|count|total|sum|^n$|数/i.test(answer.columns[i])) ?? values[0];
  return value === undefined || by === undefined || answer.rows.length > 200 ? null : { value, by };
}

function node(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function chartView(answer, { value, by }, { prefixes, words }) {
  const rows = answer.rows.filter((row) => row[value]).slice(0, 60);
  const title = words["chart-of"].replace("{0}", answer.columns[value]).replace("{1}", answer.columns[by]);
  const largest = Math.max(...rows.map((row) => Math.abs(Number(row[value].value)))) || 1;
  const high = rows.length * 26 + 16;
  const svg = node("svg", { class: "chart", viewBox: `0 0 900 ${high}`, role: "img", "aria-label": title }, node("title", {}, title));
  svg.append(node("line", { x1: 240, x2: 240, y1: 6, y2: high - 6 }));
  rows.forEach((row, i) => {
    const number = Number(row[value].value);
    const wide = Math.max(1, (Math.abs(number) / largest) * 520);
    const words_ = [...shown(row[by], prefixes)];
    const label = words_.length > 16 ? words_.slice(0, 15).join("") + "…" : words_.join("");
    svg.append(node("text", { x: 232, y: i * 26 + 26, "text-anchor": "end" }, label));
    svg.append(node("rect", { x: 241, y: i * 26 + 12, width: wide, height: 18 }));
    svg.append(node("text", { x: 248 + wide, y: i * 26 + 26 }, number.toLocaleString("en")));
  });
  return svg;
}

/** Pairs of things in one row, as a graph; null where there are none or too many. */
export function linked(answer) {
  const things = answer.columns.map((name, i) => i).filter((i) => answer.rows.some((r) => r[i]?.type === "uri" && r[i].value.startsWith(BASE)));
  if (answer.columns.join() === "subject,predicate,object") things.splice(0, things.length, 0, 2);
  if (things.length < 2) return null;
  const [from, to] = things;
  const edges = new Map();
  const names = new Map();
  for (const row of answer.rows) {
    const [a, b] = [row[from], row[to]];
    if (a?.type !== "uri" || b?.type !== "uri" || a.value === b.value) continue;
    edges.set(`${a.value} ${b.value}`, [a.value, b.value]);
    names.set(a.value, a);
    names.set(b.value, b);
  }
  return edges.size && names.size <= 80 ? { nodes: [...names.values()], edges: [...edges.values()] } : null;
}

export function linksView({ nodes, edges }, { prefixes, words }) {
  const box = document.createElement("div");
  const svg = node("svg", { class: "chart", viewBox: "0 0 1000 760", role: "group", "aria-label": words.links });
  const at = new Map(
    nodes.map((term, i) => {
      const angle = (i / nodes.length) * 2 * Math.PI - Math.PI / 2;
      return [term.value, [500 + 270 * Math.cos(angle), 380 + 330 * Math.sin(angle), angle]];
    }),
  );
  for (const [a, b] of edges) {
    const [[x1, y1], [x2, y2]] = [at.get(a), at.get(b)];
    svg.append(node("path", { class: "edge", fill: "none", d: `M${x1},${y1} Q500,380 ${x2},${y2}` }));
  }
  for (const term of nodes) {
    const [x, y, angle] = at.get(term.value);
    const right = Math.cos(angle) >= 0;
    const label = shown(term, prefixes).replace(/^\w+:/, "");
    const text = node("text", { x: x + (right ? 10 : -10), y: y + 4, "text-anchor": right ? "start" : "end" }, [...label].slice(0, 16).join(""));
    const link = node("a", { href: address(term.value) ?? "#" }, node("circle", { cx: x, cy: y, r: 6 }), text);
    svg.append(link);
  }
  const whole = document.createElement("p");
  const link = document.createElement("a");
  link.href = "/network";
  link.textContent = words["whole-network"];
  whole.append(link);
  box.append(svg, whole);
  return box;
}
