"use strict";
// A measure as Turtle: the RDF Data Cube that `minsheng measures NAME --about THING --format turtle` writes, of the rows shown.
(() => {
  const M = Minsheng;
  const PREFIXES = {
    qb: "http://purl.org/linked-data/cube#", prov: "http://www.w3.org/ns/prov#", rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    rdfs: "http://www.w3.org/2000/01/rdf-schema#", xsd: "http://www.w3.org/2001/XMLSchema#",
  };
  const TYPES = { count: "integer", position: "integer", share: "decimal", text: "string" };
  const code = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const iri = (text) => `<${text.replace(/[\u0000-\u0020<>"{}|^`\\]/g, code)}>`;
  const text = (value) => `"${value.replace(/[\u0000-\u001f"\\\u007f]/g, code)}"`;
  const both = (zh, en) => [`${text(zh)}@zh`, `${text(en)}@en`];
  const escaped = (value) => encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const decimal = (value) => value.toFixed(6).replace(/0+$/, "").replace(/\.$/, ".0");
  const thing = (at) => M.ref(at).iri;
  const literal = (column, cell) => (column.holds === "thing" ? iri(thing(cell))
    : `${text(column.holds === "share" ? decimal(cell) : String(cell))}^^xsd:${TYPES[column.holds]}`);

  M.turtle = (measure, rows) => {
    const base = `${M.raw.base}measure/${measure.name}`;
    const [structure, activity, agent] = [`${base}/structure`, `${base}/computation`, `${M.raw.base}measure/minsheng`];
    const blocks = [];
    const say = (subject, ...pairs) => blocks.push(`${iri(subject)} ${pairs.filter(([, list]) => list.length)
      .map(([predicate, list]) => `${predicate} ${list.join(" , ")}`).join(" ;\n    ")} .`);
    const property = (column) => `${base}/${column.name}`;
    const kind = (column) => (column.key ? "dimension" : column.holds === "text" ? "attribute" : "measure");

    say(base, ["a", ["qb:DataSet", "prov:Entity"]], ["rdfs:label", both(measure.zh, measure.en)],
      ["rdfs:comment", both(measure.zhSays, measure.enSays)], ["qb:structure", [iri(structure)]], ["prov:wasGeneratedBy", [iri(activity)]]);
    const documents = [...M.nodes.filter((n) => n.kind === "document").map((n) => n.iri), ...M.raw.cube.documents];
    say(activity, ["a", ["prov:Activity"]], ["prov:wasAssociatedWith", [iri(agent)]], ["prov:used", documents.map(iri)]);
    say(agent, ["a", ["prov:SoftwareAgent"]], ["rdfs:label", [text(M.raw.cube.by)]]);
    say(structure, ["a", ["qb:DataStructureDefinition"]], ["qb:component", measure.columns.map((c) => iri(`${structure}/${c.name}`))]);
    for (const column of measure.columns) {
      const role = kind(column);
      say(`${structure}/${column.name}`, ["a", ["qb:ComponentSpecification"]], [`qb:${role}`, [iri(property(column))]],
        ["qb:componentRequired", role === "attribute" ? ["false"] : []]);
      say(property(column), ["a", ["rdf:Property", `qb:${role[0].toUpperCase()}${role.slice(1)}Property`]], ["rdfs:label", both(column.zh, column.en)],
        ["rdfs:range", [column.holds === "thing" ? "rdfs:Resource" : `xsd:${TYPES[column.holds]}`]]);
    }
    for (const row of rows) {
      const cells = measure.columns.map((column, i) => [column, row[i]]);
      // A row without a place in the order is no observation: each has every measure.
      if (cells.some(([column, cell]) => column.holds === "position" && !cell)) continue;
      const keys = cells.filter(([column]) => column.key).map(([column, cell]) => (column.holds === "thing" ? thing(cell) : String(cell)))
        .map((key) => (key.startsWith(M.raw.base) ? key.slice(M.raw.base.length) : escaped(key)));
      say([base, ...keys].join("/"), ["a", ["qb:Observation", "prov:Entity"]], ["qb:dataSet", [iri(base)]], ["prov:wasGeneratedBy", [iri(activity)]],
        ...cells.filter(([, cell]) => cell !== "").map(([column, cell]) => [iri(property(column)), [literal(column, cell)]]));
    }
    return `${Object.entries(PREFIXES).map(([name, space]) => `@prefix ${name}: <${space}> .`).join("\n")}\n\n${blocks.join("\n\n")}\n`;
  };
})();
