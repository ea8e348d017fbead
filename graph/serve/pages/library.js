// The library: which query is loaded, its parameters, and its text with them filled in.

const PARAMETER = /\?_([A-Za-z]+)(?:_(iri|integer|decimal|date))?\b/g;

/** A value as a SPARQL term, escaped so that no value can become syntax; as queries/__init__.py does it. */
export function literal(value, kind, prefixes) {
  if (kind === "integer" || kind === "decimal") {
    return /^[+-]?\d{1,18}(\.\d{1,18})?$/.test(value) ? value : `"${escaped(value)}"`;
  }
  if (kind === "iri") {
    const [prefix, ...rest] = value.split(":");
    const iri = rest.length && prefixes[prefix] ? prefixes[prefix] + rest.join(":") : value;
    return `<${iri.replace(/[<>"{}|^`\\\x00-\x20]/g, encodeURIComponent)}>`;
  }
  return `"${escaped(value)}"` + (kind === "date" ? "^^xsd:date" : "");
}

function escaped(value) {
  return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n").replace(/\r/g, "\\r");
}

export function bound(query, values, prefixes) {
  return query.text.replace(PARAMETER, (whole, name, kind) =>
    name in values ? literal(values[name], kind, prefixes) : whole,
  );
}

/** PREFIX lines for those of our prefixes that a text uses and does not declare. */
export function declared(text, prefixes) {
  const plain = text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, " ");
  const missing = Object.keys(prefixes).filter(
    (p) => new RegExp(`(^|[^\\w?$-])${p}:`).test(plain) && !new RegExp(`PREFIX\\s+${p}:`, "i").test(text),
  );
  return missing.map((p) => `PREFIX ${p}: <${prefixes[p]}>\n`).join("") + text;
}

/** The form of a query's parameters; `changed` is told all values whenever one changes. */
export function form(element, query, values, lang, changed) {
  element.replaceChildren();
  element.hidden = query.parameters.length === 0;
  for (const parameter of query.parameters) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.name = parameter.name;
    input.value = values[parameter.name];
    input.addEventListener("input", () => changed({ [parameter.name]: input.value }));
    label.append(parameter[lang], input);
    element.append(label);
  }
}
