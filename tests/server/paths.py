"""Every path, method and condition: paths.py PORTREG PORTREGD RELEASE"""
import gzip
import json
import subprocess
import sys
import unittest
import xml.etree.ElementTree

from server import Server

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
NAME = "service-names-port-numbers"
FILES = {
    "xml": "application/xml",
    "csv": "text/csv; charset=UTF-8",
    "txt": "text/plain; charset=UTF-8",
    "xhtml": "application/xhtml+xml",
}


def path_of(extension):
    return f"/assignments/{NAME}/{NAME}.{extension}"


class Paths(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PORTREG, PORTREGD, RELEASE)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def ask(self, *arguments, **options):
        return self.server.ask(*arguments, **options)

    def problem(self, expected_status, *arguments, **options):
        status, headers, body = self.ask(*arguments, **options)
        self.assertEqual(status, expected_status, body)
        self.assertEqual(headers["Content-Type"], "application/problem+json")
        problem = json.loads(body)
        self.assertEqual(problem["status"], expected_status)
        self.assertLessEqual({"type", "title", "status", "detail"}, set(problem))
        return problem["detail"]

    def test_published_files(self):
        for extension, media_type in FILES.items():
            with self.subTest(extension):
                status, headers, body = self.ask(path_of(extension))
                self.assertEqual(status, 200)
                self.assertEqual(headers["Content-Type"], media_type)
                self.assertEqual(headers["Vary"], "Accept-Encoding")
                self.assertIsNone(headers["Content-Encoding"])
                self.assertEqual(body, self.server.published(f"{NAME}.{extension}"))
        with open(RELEASE, "rb") as file:
            self.assertEqual(self.ask(path_of("xml"))[2], file.read())
        for path in (f"/assignments/{NAME}", f"/assignments/{NAME}/"):
            self.assertEqual(self.ask(path)[2], self.ask(path_of("xhtml"))[2])
        xml.etree.ElementTree.fromstring(self.ask(path_of("xhtml"))[2])

    def test_conditions(self):
        for extension in FILES:
            path = path_of(extension)
            _, plain, body = self.ask(path)
            _, packed, packed_body = self.ask(path, headers={"Accept-Encoding": "gzip"})
            self.assertEqual(packed["Content-Encoding"], "gzip")
            self.assertEqual(gzip.decompress(packed_body), body)
            self.assertNotEqual(plain["ETag"], packed["ETag"])
            for headers, expected in [
                ({"If-None-Match": plain["ETag"]}, 304),
                ({"If-None-Match": "W/" + plain["ETag"]}, 304),
                ({"If-None-Match": f'"x", {plain["ETag"]}, "y"'}, 304),
                ({"If-None-Match": "*"}, 304),
                ({"If-None-Match": '"x"'}, 200),
                ({"If-None-Match": packed["ETag"]}, 200),
                ({"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"}, 304),
                ({"If-Modified-Since": plain["Last-Modified"]}, 304),
                ({"If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"}, 200),
                ({"If-Modified-Since": "nonsense"}, 200),
                ({"If-None-Match": '"x"', "If-Modified-Since": plain["Last-Modified"]}, 200),
                ({"Accept-Encoding": "gzip;q=0"}, 200),
            ]:
                with self.subTest(headers):
                    status, found, content = self.ask(path, headers=headers)
                    self.assertEqual(status, expected)
                    self.assertEqual(content, b"" if expected == 304 else body)
                    self.assertEqual(found["Vary"], "Accept-Encoding")
                    self.assertIn(found["ETag"], (plain["ETag"], packed["ETag"]))

    def test_several_lines_are_one_list(self):
        etag = self.ask("/healthz")[1]["ETag"]
        answer = self.server.ask_raw(
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-None-Match: \"x\"\r\n"
            b"If-None-Match: " + etag.encode() + b"\r\n\r\n")
        self.assertIn(b" 304 ", answer.split(b"\r\n")[0])

    def test_head(self):
        for path in ["/", path_of("xml"), "/api/v1/ports/443", "/healthz", "/web/style.css",
                     "/nowhere"]:
            get, head = self.ask(path), self.ask(path, method="HEAD")
            self.assertEqual(get[0], head[0])
            self.assertEqual(head[2], b"")
            for name in ("Content-Length", "Content-Type", "ETag"):
                self.assertEqual(get[1][name], head[1][name], path)

    def test_methods(self):
        for path in ["/", path_of("csv"), "/api/v1/registry"]:
            for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"):
                status, headers, _ = self.ask(path, method=method)
                self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD, OPTIONS"))
            status, headers, body = self.ask(path, method="OPTIONS")
            self.assertEqual((status, body), (204, b""))
            self.assertEqual(headers["Allow"], "GET, HEAD, OPTIONS")
        self.assertEqual(self.ask("*", method="OPTIONS")[0], 204)

    def test_api_answers_as_the_command_line_does(self):
        for path, query in [
            ("ports/443", "443"), ("ports/443/tcp", "443/tcp"), ("ports/6000-6063", "6000-6063"),
            ("ports/50000", "50000"), ("ports/9/dccp", "9/dccp"), ("services/https", "https"),
            ("services/HTTPS", "HTTPS"), ("services/_https._tcp", "_https._tcp"),
            ("services/lookup++", "lookup++"),
            ("services/lookup%2B%2B", "lookup++"),
        ]:
            with self.subTest(path):
                status, headers, body = self.ask("/api/v1/" + path)
                said = subprocess.run(
                    [PORTREG, "lookup", "--data", self.server.data, "--json", query],
                    stdout=subprocess.PIPE, check=False).stdout
                self.assertEqual(status, 200)
                self.assertEqual(headers["Content-Type"], "application/json")
                self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
                self.assertEqual(json.loads(body), json.loads(said))
                again = self.ask("/api/v1/" + path, headers={"If-None-Match": headers["ETag"]})
                self.assertEqual(again[0], 304)
        registry = json.loads(self.ask("/api/v1/registry")[2])
        self.assertIn("2026-01-15", json.dumps(registry))

    def test_api_refuses(self):
        for number in ("65536", "-1", "0443", "x", "4-2", "443x", "%34%34%34x", "1e3", "99999999999"):
            self.assertRegex(self.problem(400, f"/api/v1/ports/{number}"),
                             r"^expected a (port number|range)\b[^:]*, found ")
        detail = self.problem(400, "/api/v1/ports/443/icmp")
        self.assertIn("tcp, udp, sctp or dccp", detail)
        self.assertIn("icmp", detail)
        self.assertIn("did you mean https", self.problem(404, "/api/v1/services/htpps"))
        self.problem(404, "/api/v1/services/nothing-like-it-here")
        self.problem(404, "/api/v1/services/%22%5C%0A")
        for path in ("/api/v1/", "/api/v1/ports/", "/api/v1/ports/443/tcp/x",
                     f"/assignments/{NAME}/other.xml", f"/assignments/{NAME}/..%2Fx",
                     "/people/Nobody", "/web/../registry.js", "/web/x", "/favicon.ico"):
            self.problem(404, path)

    def test_malformed_requests(self):
        self.problem(400, "/%")
        self.problem(400, "/?q=%ff")
        self.problem(400, "/api/v1/services/%00")
        self.problem(414, "/" + "a" * 5000)
        self.problem(431, "/", headers={"X-Large": "a" * 17000})
        self.problem(413, "/", method="POST", body=b"x")
        self.problem(413, "/", method="GET", body=b"x" * 100000)
        for request in (b"\r\n\r\n", b"GET\r\n\r\n", b"\x00\x01\x02\r\n\r\n",
                        b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
                        b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
                        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 20000 + b"\r\n",
                        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        b"5\r\nhello\r\n0\r\n\r\n"):
            answer = self.server.ask_raw(request)
            self.assertNotIn(b"HTTP/1.1 2", answer[:20], request[:60])
        self.assertEqual(self.ask("/healthz")[0], 200)

    def test_one_connection_serves_many(self):
        connection = self.server.connect()
        for path in ("/healthz", "/", path_of("csv"), "/nowhere", "/api/v1/ports/1", "/healthz"):
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            self.assertFalse(response.will_close, path)
        connection.close()

    def test_headers_of_every_answer(self):
        """Of pages, files, errors of every kind, and what is not modified."""
        etag = self.ask("/")[1]["ETag"]
        for path, headers, resource_policy in (
                ("/", {}, "same-origin"), ("/", {"If-None-Match": etag}, "same-origin"),
                ("/nowhere", {}, "same-origin"), ("/%", {}, "same-origin"),
                ("/" + "a" * 5000, {}, "same-origin"), ("/web/registry.js", {}, "same-origin"),
                ("/", {"X-Large": "a" * 17000}, "same-origin"),
                (f"/assignments/{NAME}", {}, "cross-origin"),
                (path_of("xhtml"), {}, "cross-origin"), (path_of("csv"), {}, "cross-origin"),
                ("/api/v1/registry", {}, "cross-origin"), ("/api/v1/ports/x", {}, "cross-origin"),
                ("/log/checkpoint", {}, "cross-origin")):
            found = self.ask(path, headers=headers)[1]
            policy = dict(item.strip().split(" ", 1)
                          for item in found["Content-Security-Policy"].split(";"))
            self.assertEqual({name: policy.pop(name) for name in
                              ("default-src", "base-uri", "frame-ancestors")},
                             dict.fromkeys(("default-src", "base-uri", "frame-ancestors"),
                                           "'none'"))
            self.assertEqual(policy, dict.fromkeys(
                ("script-src", "style-src", "img-src", "connect-src", "form-action"), "'self'"))
            self.assertEqual(found["X-Content-Type-Options"], "nosniff")
            self.assertEqual(found["Referrer-Policy"], "no-referrer")
            self.assertEqual(found["Cross-Origin-Opener-Policy"], "same-origin")
            self.assertEqual(found["Cross-Origin-Resource-Policy"], resource_policy, path[:99])
            self.assertEqual(found["Access-Control-Allow-Origin"],
                             "*" if resource_policy == "cross-origin" else None)
            self.assertIn("camera=()", found["Permissions-Policy"])
            self.assertIsNone(found["Strict-Transport-Security"])
            for name in found:
                self.assertEqual(len(found.get_all(name)), 1, name)

    def test_health(self):
        status, headers, body = self.ask("/healthz")
        self.assertEqual((status, body), (200, b"2026-01-15\n"))
        self.assertEqual(headers["Content-Type"], "text/plain; charset=UTF-8")

    def test_page_is_compressed_and_conditional(self):
        browser = {"Accept": "text/html"}
        status, headers, body = self.ask("/?q=http", headers=dict(browser, **{"Accept-Encoding": "gzip"}))
        self.assertEqual((status, headers["Content-Encoding"]), (200, "gzip"))
        plain = self.ask("/?q=http", headers=browser)
        self.assertEqual(gzip.decompress(body), plain[2])
        self.assertNotEqual(headers["ETag"], plain[1]["ETag"])
        again = self.ask("/?q=http", headers=dict(browser, **{"If-None-Match": plain[1]["ETag"]}))
        self.assertEqual((again[0], again[2]), (304, b""))

    def test_page_escapes_what_is_asked(self):
        attack = "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&transport=%22%3E&sort=%3C"
        body = self.ask(attack, headers={"Accept": "text/html"})[2]
        self.assertNotIn(b"<script>alert", body)
        self.assertIn(b"&lt;script&gt;alert", body)

    def test_curl_understands_it(self):
        url = f"http://127.0.0.1:{self.server.port}{path_of('csv')}"
        said = subprocess.run(["curl", "-sS", "--fail", "--compressed", url],
                              stdout=subprocess.PIPE, check=True).stdout
        self.assertEqual(said, self.server.published(f"{NAME}.csv"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
