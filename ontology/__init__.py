"""The vocabulary: namespaces and the files beside this one. No logic lives here.

``BASE`` is the one setting that moves every IRI the project mints (the terms of the ontology stay where they are).
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent

MS: Final = "https://w3id.org/minsheng/ontology#"
BASE: Final = "https://w3id.org/minsheng/id/"
GRAPH: Final = "https://w3id.org/minsheng/graph/"

# Prefix -> folder of the instances under BASE.
FOLDERS: Final[dict[str, str]] = {
    "place": "place/",
    "prog": "programme/",
    "impl": "implementation/",
    "inst": "institution/",
    "group": "group/",
    "ind": "indicator/",
    "fig": "figure/",
    "rec": "recognition/",
    "doc": "document/",
    "ev": "evidence/",
    "claim": "claim/",
    "unit": "unit/",
    "dom": "domain/",
    "kind": "kind/",
    "status": "status/",
    "mod": "modifier/",
    "dim": "dimension/",
}

PREFIXES: Final[dict[str, str]] = {
    "ms": MS,
    **{prefix: BASE + folder for prefix, folder in FOLDERS.items()},
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
}

# The Turtle files that make up the vocabulary, in the order in which they are read.
VOCABULARY: Final = ("minsheng.ttl", "schemes.ttl", "units.ttl", "indicators.ttl")
SHAPES: Final = "shapes.ttl"

# The vocabularies that the ontology leans on, and the file of the terms that each of them defines.
VOCABULARIES: Final = "vocabularies.json"
ALIGNED: Final[dict[str, str]] = {
    **{prefix: PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "skos", "dcterms", "oa", "prov", "schema")},
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "qudt": "http://qudt.org/schema/qudt/",
    "quk": "http://qudt.org/vocab/quantitykind/",
    "qunit": "http://qudt.org/vocab/unit/",
    "vann": "http://purl.org/vocab/vann/",
    "wd": "http://www.wikidata.org/entity/",
}
