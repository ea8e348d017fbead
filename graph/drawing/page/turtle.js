"use strict";
// Rows of a measure as observations of its RDF Data Cube data set, as `minsheng measures --format turtle` writes them.
(() => {
  const M = Minsheng;
  const XSD = "http://www.w3.org/2001/XMLSchema#";
  const RANGES = { count: "integer", position: "integer", share: "decimal", text: "string" };
  const escaped = (text) => text.replace(/["\\\n\r]/g, (c) => ({ '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r" })[c]);
  // As Python quotes a part of a path.
  const quoted = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const decimal = (value) => {
    const text = Number(value).toFixed(6).replace(/0+$/, "");
    return text.endsWith(".") ? `${text}0` : text;
  };
  const term = ({ holds }, value) => {
    if (holds === "thing") return `<${M.ref(value).iri}>`;
    return `"${holds === "share" ? decimal(value) : escaped(String(value))}"^^<${XSD}${RANGES[holds]}>`;
  };

  M.cube = (measure, rows) => {
    const { columns, iri } = measure;
    const cells = (row) => columns.map((column, i) => [column, row[i]]);
    // A place in an order that there is not is no observation.
    const counted = rows.filter((row) => cells(row).every(([column, value]) => column.holds !== "position" || value));
    const observations = counted.map((row) => {
      const key = cells(row).filter(([column]) => column.key).map(([column, value]) => (column.holds === "thing" ? M.ref(value).key : quoted(String(value))));
      const said = cells(row).filter(([, value]) => value !== "").map(([column, value]) => `  <${iri}/${column.name}> ${term(column, value)}`);
      return [`<${[iri, ...key].join("/")}> a qb:Observation, prov:Entity`, `  qb:dataSet <${iri}>`, `  prov:wasGeneratedBy <${iri}/computation>`, ...said].join(" ;\n");
    });
    return `@prefix qb: <http://purl.org/linked-data/cube#> .\n@prefix prov: <http://www.w3.org/ns/prov#> .\n${measure.head}${observations.map((one) => `${one} .\n`).join("")}`;
  };
})();
