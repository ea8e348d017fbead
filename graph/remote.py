"""A SPARQL 1.1 server of any make: queries, updates, and a copy of everything that it holds.

A graph that ``minsheng build`` sent lies there in its named graphs, and every triple once more in ``graph/merged-…``.
Servers differ in what a query without GRAPH sees (Virtuoso the union of the named graphs, in which a triple that two
documents state counts twice; others an empty default graph). So a query names its dataset (SPARQL 1.1 Protocol, 2.1.4):
the default graph is the merged one, and the named graphs are those that were sent. Elsewhere, a server's own
default holds.
"""

import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from http.client import HTTPException
from typing import Final

import pyoxigraph as ox

from graph.construct import filled, parted
from loaders.errors import QueryError, UsageError, Where
from loaders.names import graph as graph_iri
from ontology import PREFIXES
from queries import guard
from queries.lexer import words

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
SENT: Final = graph_iri("sent")
"""The graph that says which graphs were sent, and how far: ``<graph> dcterms:identifier "hash:3/8"``, in batches."""
MERGED: Final = graph_iri("merged")
"""How the name of a graph begins that holds every triple once."""
IDENTIFIER: Final = "http://purl.org/dc/terms/identifier"
_PAGE: Final = 5000
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


class Remote:
    """A SPARQL endpoint by its address, and ``timeout`` seconds for each request.

    Updates go to the same address, to ``/update`` beside a ``/query``, or where ``MINSHENG_STORE_UPDATE`` says. A name
    and password, or a token, come from ``MINSHENG_STORE_USER`` and ``MINSHENG_STORE_PASSWORD``, or
    ``MINSHENG_STORE_TOKEN``; they are sent over https, or to this very machine.
    """

    def __init__(self, url: str, timeout: float = 60.0) -> None:
        self.url, self.timeout = url, timeout
        stem, _, last = url.rpartition("/")
        self.update_url = os.environ.get("MINSHENG_STORE_UPDATE") or (f"{stem}/update" if last == "query" else url)
        self._dataset: list[tuple[str, str]] | None = None
        self._opener = _opener((self.url, self.update_url))

    def query(self, text: str) -> Results:
        """Runs a query by POST (2.1.2). Raises QueryError where the server refuses it, UsageError where none answers."""
        guard(text)
        return self._ask(text, self._named())

    def update(self, text: str) -> None:
        """Runs an update by POST (2.2.2). Raises UsageError where the server does not let us."""
        self._dataset = None
        self._post(self.update_url, text.encode(), "application/sparql-update; charset=utf-8", "*/*").close()

    def sent(self) -> dict[str, str]:
        """What :mod:`graph.publish` has sent: by graph, the hash of its content and how much of it is there."""
        query = f"SELECT ?g ?said WHERE {{ GRAPH <{SENT}> {{ ?g <{IDENTIFIER}> ?said }} }}"
        return {row["g"].value: row["said"].value for row in self._rows(query)}

    def quads(self) -> Iterator[ox.Quad]:
        """Everything in named graphs, but for what sending added. Raises UsageError where the server cuts its answers."""
        known = self.sent()
        if not known:
            known = {row["g"].value: "" for row in self._rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")}
        for name in sorted(known.keys() - {SENT}):
            if not name.startswith(MERGED):
                yield from self._graph(ox.NamedNode(name))

    def _graph(self, name: ox.NamedNode) -> Iterator[ox.Quad]:
        def where(filter_: str = "") -> str:
            return f"WHERE {{ GRAPH {name} {{ ?s ?p ?o {filter_} }} }}"

        (counted,) = self._rows(f"SELECT (COUNT(*) AS ?n) {where()}")
        count = int(counted["n"].value)
        found = _labelled(self._triples(where()), name)
        if len(found) < count:  # cut: in pages then, but for blank nodes, whose labels hold in one answer only
            found = _labelled(self._triples(where("FILTER (isBlank(?s) || isBlank(?o))")), name)
            named = where("FILTER (!isBlank(?s) && !isBlank(?o))")
            for offset in range(0, count - len(found), _PAGE):
                page = self._rows(f"SELECT ?s ?p ?o {named} LIMIT {_PAGE} OFFSET {offset}")
                found |= {ox.Quad(row["s"], row["p"], row["o"], name) for row in page}
        if len(found) != count:
            zh = f"端点只给出 {count} 条中的 {len(found)} 条：请提高它的结果上限"
            en = f"the endpoint gave {len(found)} of {count} triples: raise its limit of results"
            raise UsageError(zh, en, Where(self.url))
        yield from found

    def _named(self) -> list[tuple[str, str]]:
        """The dataset of a query; none where nothing was sent by us."""
        if self._dataset is None:
            sent = self.sent()
            whole = [name for name in sorted(sent) if name.startswith(MERGED) and _is_whole(sent[name])]
            named = [("named-graph-uri", name) for name in sorted(sent) if not name.startswith(MERGED)]
            # Nothing whole is there: the first build onto it is under way, and its merged graph comes last.
            self._dataset = [("default-graph-uri", (whole or [MERGED])[0]), *named] if sent else []
        return self._dataset

    def _rows(self, query: str) -> ox.QuerySolutions:
        results = self._ask(query, [])
        if not isinstance(results, ox.QuerySolutions):
            raise self._odd("yes or no")
        return results

    def _triples(self, where: str) -> ox.QueryTriples:
        results = self._ask(f"CONSTRUCT {{ ?s ?p ?o }} {where}", [], counted=True)
        assert isinstance(results, ox.QueryTriples)  # made by us from what the server sent
        return results

    def _odd(self, kind: str) -> UsageError:
        zh, en = f"端点回答的不是 SPARQL 结果（{kind}）", f"the endpoint answers with no SPARQL results ({kind})"
        return UsageError(zh, en, Where(self.url))

    def _ask(self, text: str, dataset: list[tuple[str, str]], *, counted: bool = False) -> Results:
        """An answer; ``counted`` where whoever asks sees by himself whether a graph was cut."""
        head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        body = urllib.parse.urlencode([("query", head + text), *dataset]).encode()
        # Virtuoso answers CONSTRUCT with a table where it may.
        graph = bool({"CONSTRUCT", "DESCRIBE"} & words(text))
        accept = "application/n-triples, text/turtle;q=0.9" if graph else "application/sparql-results+json"
        answer = self._post(self.url, body, "application/x-www-form-urlencoded", accept)
        with answer:
            kind = answer.headers.get_content_type()
            said = answer.headers.get("X-SPARQL-MaxRows", "")  # Virtuoso says so where it ended by its own limit
            most = int(said) if said.isdecimal() else sys.maxsize
            try:
                data = answer.read()
                if not graph and "json" in kind:
                    return _answer(data, most, self.url)
                # Virtuoso cuts a graph at its limit of rows and does not say so: then as a table, of which it does.
                if (
                    not counted
                    and "virtuoso" in answer.headers.get("Server", "").lower()
                    and (parts := parted(text))
                ):
                    solutions = self._ask(parts.select, dataset)
                    return filled(parts, solutions) if isinstance(solutions, ox.QuerySolutions) else solutions
                if graph and kind in ("application/n-triples", "text/plain", "text/turtle", "text/n3"):
                    store = ox.Store()
                    store.load(data, format=ox.RdfFormat.TURTLE)
                    return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            except (ValueError, SyntaxError, HTTPException, OSError) as error:
                zh, en = f"端点的回答读不懂：{error}", f"the endpoint's answer cannot be read: {error}"
                raise UsageError(zh, en, Where(self.url)) from None
        raise self._odd(kind)

    def _post(self, url: str, body: bytes, kind: str, accept: str) -> "urllib.request._UrlopenRet":
        request = urllib.request.Request(url, body, {"Accept": accept, "Content-Type": kind})  # noqa: S310 - http(s), see connect
        if token := os.environ.get("MINSHENG_STORE_TOKEN"):
            _secret(url)
            request.add_unredirected_header("Authorization", f"Bearer {token}")
        try:
            return self._opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            raise _refused(error, url) from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            zh, en = f"端点没有回答：{reason}", f"the endpoint did not answer: {reason}"
            raise UsageError(zh, en, Where(url)) from None


def _is_whole(said: str) -> bool:
    """Whether all batches of a graph are there."""
    done, _, batches = said.partition(":")[2].partition("/")
    return done == batches


def _answer(data: bytes, most: int, url: str) -> ox.QuerySolutions | ox.QueryBoolean:
    """SPARQL JSON results; ``most`` is how many rows the server gives at most, where it says so. Raises ValueError, and UsageError where it was cut."""
    results = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        return results
    found = [tuple(row) for row in results]  # it is read as it is looked through: what is broken shows here
    if [variable.value for variable in results.variables] == ["__ASK_RETVAL"]:  # Virtuoso's yes or no
        said = "true" if found and isinstance(found[0][0], ox.Literal) and found[0][0].value == "1" else "false"
        return ox.parse_query_results(
            f'{{"head": {{}}, "boolean": {said}}}'.encode(), format=ox.QueryResultsFormat.JSON
        )
    if len(found) >= most:
        zh = f"端点的结果以 {most} 行为限，可能不全：请写更小的 LIMIT，或提高端点的上限"
        en = f"the endpoint ends its results at {most} rows, there may be more: give a lower LIMIT, or raise its limit"
        raise UsageError(zh, en, Where(url))
    return ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)


def _labelled(triples: Iterable[ox.Triple], name: ox.NamedNode) -> set[ox.Quad]:
    """Triples in a graph, with labels of blank nodes that do not depend on the server (RDFC-1.0)."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def _refused(error: urllib.error.HTTPError, url: str) -> UsageError:
    detail = " ".join(error.read(500).decode("utf-8", "replace").split())
    if error.code in (401, 403):
        zh = f"没有权限（{error.code}）：设 MINSHENG_STORE_USER 与 MINSHENG_STORE_PASSWORD，或 MINSHENG_STORE_TOKEN"
        en = f"not allowed ({error.code}): set MINSHENG_STORE_USER and MINSHENG_STORE_PASSWORD, or MINSHENG_STORE_TOKEN"
        return UsageError(zh, en, Where(url))
    if error.code in (404, 405):
        zh = f"这个地址不接受这样的请求（{error.code}）：查询与更新的地址不同时设 MINSHENG_STORE_UPDATE"
        en = f"this address takes no such request ({error.code}): where updates have another, set MINSHENG_STORE_UPDATE"
        return UsageError(zh, en, Where(url))
    zh, en = f"端点拒绝了（{error.code}）：{detail}", f"the endpoint refused ({error.code}): {detail}"
    return QueryError(zh, en, Where(url))


def _opener(urls: tuple[str, ...]) -> urllib.request.OpenerDirector:
    """Basic or Digest, whichever the server asks for (RFC 7617, RFC 7616)."""
    user, password = os.environ.get("MINSHENG_STORE_USER"), os.environ.get("MINSHENG_STORE_PASSWORD", "")
    if not user:
        return urllib.request.build_opener()
    known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    for url in urls:
        _secret(url)
        known.add_password(None, url, user, password)
    return urllib.request.build_opener(
        urllib.request.HTTPDigestAuthHandler(known), urllib.request.HTTPBasicAuthHandler(known)
    )


def _secret(url: str) -> None:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        zh, en = "密码只经 https 发送", "a password is sent over https only"
        raise UsageError(zh, en, Where(url))


def copied(remote: Remote) -> ox.Store:
    """What a server holds, in memory."""
    store = ox.Store()
    store.bulk_extend(remote.quads())
    return store
