"""What the query page starts with: the library by topic, prefixes, words. All of it data; the page's scripts are files."""

import json
from typing import Any, Final

from markupsafe import Markup

from graph.drawing.render import data_block
from graph.serve.things import Data
from graph.serve.words import PAGE, WORDS
from ontology import PREFIXES
from queries import Query, library

# The topics in the order in which people ask.
TOPICS: Final[dict[str, str]] = {
    "地点": "Places",
    "项目": "Programmes",
    "数据": "Figures",
    "时间": "Time",
    "机构": "Institutions",
    "人群": "Groups served",
    "资金": "Money",
    "认可": "Recognitions",
    "来源": "Sources",
    "质量": "Quality",
    "方法": "Method",
}
START: Final = """SELECT ?programme ?name ?since WHERE {
  place:500113 ms:runs ?programme .
  ?programme rdfs:label ?name .
  OPTIONAL {
    ?implementation ms:implements ?programme ; ms:place place:500113 ; ms:periodStart ?since .
  }
}
ORDER BY ?since
LIMIT 100
"""


def home(data: Data) -> dict[str, Any]:
    """The fields of the template ``home``."""
    mine = 0 if data.lang == "zh" else 1
    topics: dict[str, list[Query]] = {}
    for query in library().values():
        for tag in query.tags or ("方法",):
            topics.setdefault(tag, []).append(query)
    order = [*TOPICS, *sorted(set(topics) - set(TOPICS))]
    config = {
        "lang": data.lang,
        "start": START,
        "prefixes": PREFIXES,
        "words": {key: pair[mine] for key, pair in PAGE.items()},
        "queries": {q.name: _entry(q) for q in library().values()},
    }
    return {
        "topics": [
            (
                topic if data.lang == "zh" else TOPICS.get(topic, topic),
                [(q.name, q.summary if data.lang == "zh" else q.summary_en) for q in topics[topic]],
            )
            for topic in order
            if topic in topics
        ],
        "config": Markup(data_block(json.loads(json.dumps(config)))),  # noqa: S704 - escaped by data_block
        "words": {key: pair[mine] for key, pair in (WORDS | PAGE).items()},
        "count": len(library()),
    }


def _entry(query: Query) -> dict[str, Any]:
    return {
        "zh": query.summary,
        "en": query.summary_en,
        "tags": query.tags,
        "text": query.text.strip() + "\n",
        "parameters": [
            {"name": p.name, "zh": p.zh, "en": p.en, "value": p.default or ""} for p in query.parameters
        ],
    }
