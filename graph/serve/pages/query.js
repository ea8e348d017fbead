// The query page: the editor, the library, what was asked and what came back. The address holds the question.

import { TextEditor } from "./editor.js";
import { bound, declared, form } from "./library.js";
import { bundled } from "./yasqe.js";
import { chartable, chartView, linked, linksView, table, tableView, triples } from "./results.js";

const config = JSON.parse(document.getElementById("config").textContent);
const { words, prefixes, queries, lang } = config;
const $ = (id) => document.getElementById(id);
const say = (key, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, value), words[key]);
const state = { name: null, values: {}, text: "", running: null, view: "table" };

async function complete(word) {
  const [prefix, local] = word.includes(":") ? word.split(":", 2) : [null, word];
  const folder = { place: "place", prog: "programme", inst: "institution", ind: "indicator", group: "group", dom: "domain", doc: "document", unit: "unit", kind: "kind", status: "status", rec: "recognition", mod: "modifier", ms: "class,property" };
  const query = local.replace(/[-_.]+$/, "") || (prefix ? "" : word);
  if (!query) return [];
  const address = `/search?format=json&lang=${lang}&q=${encodeURIComponent(query)}&kinds=${folder[prefix] ?? ""}`;
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

const made = { complete, run: () => run(), changed: () => edited() };
const editor =
  bundled($("editor"), { ...made, label: words.editor }) ??
  new TextEditor({ text: $("text"), colours: $("colours"), list: $("completions"), ...made });

function edited() {
  if (state.name && editor.value !== state.text) {
    state.name = null;
    $("parameters").hidden = $("rest").hidden = true;
    mark();
  }
}

function mark() {
  for (const link of document.querySelectorAll(".library a")) {
    if (link.dataset.name === state.name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const query = queries[state.name];
  $("heading").textContent = query ? query[lang] : words.editor;
  $("rest").hidden = !query;
  if (query) $("rest").href = `/api/${state.name}?${new URLSearchParams(state.values)}`;
}

function load(name, given = {}) {
  const query = queries[name];
  state.name = name;
  state.values = Object.fromEntries(query.parameters.map((p) => [p.name, given[p.name] ?? p.value]));
  form($("parameters"), query, state.values, lang, (change) => {
    Object.assign(state.values, change);
    write();
  });
  write();
}

function write() {
  state.text = declared(bound(queries[state.name], state.values, prefixes), prefixes);
  editor.value = state.text;
  mark();
}

function link() {
  const hash = new URLSearchParams(state.name ? { name: state.name, ...state.values } : { query: editor.value });
  return `#${hash}`;
}

function open() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const { name, query, ...values } = Object.fromEntries(hash);
  if (name && queries[name]) load(name, values);
  else {
    state.name = null;
    $("parameters").hidden = true;
    editor.value = query ?? declared(config.start, prefixes);
    mark();
  }
  return Boolean(name && queries[name]) || query !== undefined;
}

async function ask(text, accept, signal) {
  return fetch("/sparql", { method: "POST", body: new URLSearchParams({ query: text }), headers: { Accept: accept, "Accept-Language": lang }, signal });
}

async function run() {
  state.running?.abort();
  const running = (state.running = new AbortController());
  const started = performance.now();
  history.replaceState(null, "", link());
  $("problem").hidden = true;
  $("results").hidden = true;
  $("stop").hidden = false;
  $("status").textContent = words.running;
  const text = editor.value;
  try {
    const answer = await ask(text, "application/sparql-results+json, application/n-triples;q=0.9, application/problem+json;q=0.5", running.signal);
    if (!answer.ok) fail(await answer.json());
    else {
      const graph = answer.headers.get("Content-Type").includes("n-triples");
      const found = graph ? triples(await answer.text()) : await answer.json();
      if (found.boolean !== undefined) $("status").textContent = found.boolean ? words.yes : words.no;
      else show(graph ? found : table(found), text, graph, Math.round(performance.now() - started));
    }
  } catch (error) {
    if (state.running === running) $("status").textContent = error.name === "AbortError" ? words.stopped : words.lost;
  } finally {
    if (state.running === running) {
      state.running = null;
      $("stop").hidden = true;
    }
  }
}

function fail(problem) {
  const box = $("problem");
  $("status").textContent = "";
  box.replaceChildren(problem[lang] ?? problem.title);
  if (problem.line) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say("go", problem.line, problem.column);
    button.addEventListener("click", () => editor.select(problem.line, problem.column));
    box.append(" ", button);
  }
  box.hidden = false;
}

function show(answer, text, graph, milliseconds) {
  const count = answer.rows.length;
  $("status").textContent = count ? say("rows", count.toLocaleString("en"), milliseconds) : words.none;
  $("results").hidden = count === 0;
  const chart = graph ? null : chartable(answer);
  const links = linked(answer);
  const views = {
    table: () => tableView(answer, { prefixes, words }),
    ...(chart && { chart: () => chartView(answer, chart, { prefixes, words }) }),
    ...(links && { links: () => linksView(links, { prefixes, words }) }),
  };
  const choose = (name) => {
    state.view = name;
    for (const button of $("views").querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === name));
    $("view").replaceChildren(views[name]());
  };
  const buttons = Object.keys(views).map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.view = name;
    button.textContent = words[name];
    button.addEventListener("click", () => choose(name));
    return button;
  });
  const gap = document.createElement("span");
  gap.className = "gap";
  const kinds = graph ? { Turtle: ["text/turtle", "ttl"], "JSON-LD": ["application/ld+json", "jsonld"] } : { CSV: ["text/csv", "csv"], JSON: ["application/sparql-results+json", "json"] };
  const downloads = Object.entries(kinds).map(([name, [accept, ending]]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${words.download} ${name}`;
    button.addEventListener("click", () => download(text, accept, `${state.name ?? "minsheng"}.${ending}`));
    return button;
  });
  $("views").replaceChildren(...buttons, gap, ...downloads);
  choose(views[state.view] ? state.view : "table");
}

async function download(text, accept, name) {
  const answer = await ask(text, accept);
  if (!answer.ok) return fail(await answer.json());
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

document.querySelector(".library").addEventListener("click", (event) => {
  const name = event.target.closest("a")?.dataset.name;
  if (!name) return;
  event.preventDefault();
  load(name);
  history.pushState(null, "", link());
  run();
  $("heading").scrollIntoView({ block: "nearest" });
});
$("filter").addEventListener("input", () => {
  const wanted = $("filter").value.trim().toLowerCase();
  for (const details of document.querySelectorAll(".library details")) {
    let any = false;
    for (const item of details.querySelectorAll("li")) {
      const { name } = item.firstChild.dataset;
      const hit = [name, queries[name].zh, queries[name].en, ...queries[name].tags].some((t) => t.toLowerCase().includes(wanted));
      item.hidden = !hit;
      any ||= hit;
    }
    details.hidden = !any;
    if (wanted) details.open = any;
  }
});
$("parameters").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
$("run").addEventListener("click", () => run());
$("stop").addEventListener("click", () => state.running?.abort());
$("declare").addEventListener("click", () => {
  editor.value = declared(editor.value, prefixes);
  editor.focus();
});
$("share").addEventListener("click", async () => {
  history.replaceState(null, "", link());
  await navigator.clipboard?.writeText(location.href).catch(() => null);
  $("status").textContent = words.copied;
});
addEventListener("hashchange", () => open() && run());
if (open()) run();
document.body.dataset.ready = "yes";
