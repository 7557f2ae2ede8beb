"""New releases are taken up while clients ask without pause, and no answer is lost or mixed:
pickup.py PORTREG PORTREGD RELEASE"""
import datetime
import hashlib
import json
import os
import sys
import tempfile
import threading
import time

from server import Server

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
IMPORTS, CLIENTS = 50, 4
FILES = "/assignments/service-names-port-numbers/service-names-port-numbers."


def make_releases(directory):
    """Releases of one day after the other, that differ from their neighbours in a word of every
    format: of each date the path and the word."""
    with open(RELEASE, encoding="utf-8") as file:
        text = file.read()
    releases = {}
    for i in range(IMPORTS + 1):
        date = str(datetime.date(2026, 2, 1) + datetime.timedelta(i))
        word = ("Throw away", "Put aside")[i % 2]
        path = os.path.join(directory, date + ".xml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("2026-01-15</updated>", date + "</updated>", 1)
                       .replace("Discard", word))
        releases[date] = (path, word)
    return releases


class Client(threading.Thread):
    def __init__(self, server, releases):
        super().__init__()
        self.server, self.releases = server, releases
        self.stopping = False
        self.asked, self.faults, self.seen, self.etags = 0, [], set(), {}

    def run(self):
        connection = self.server.connect()
        paths = [FILES + "csv", FILES + "xml", FILES + "txt", "/api/v1/ports/9/tcp", "/?q=9"]
        while not self.stopping:
            path = paths[self.asked % len(paths)]
            try:
                connection.request("GET", path, headers={"Accept": "text/html, */*;q=0.5"})
                response = connection.getresponse()
                body = response.read()
                self.check(path, response, body)
            except Exception as fault:  # whatever a client can meet
                self.faults.append(f"{path}: {fault!r}")
                connection.close()
                connection = self.server.connect()
            self.asked += 1
        connection.close()

    def check(self, path, response, body):
        text = body.decode()
        words = [word for word in {word for _, word in self.releases.values()} if word in text]
        if response.status != 200 or len(words) != 1:
            self.faults.append(f"{path}: {response.status}, of {words}")
            return
        # The entity tag is of these bytes, and always the same for them.
        etag = response.headers["ETag"]
        if hashlib.sha256(body).hexdigest()[:32] != etag.strip('"'):
            self.faults.append(f"{path}: the entity tag is of other bytes")
        if path.startswith("/api"):
            date = json.loads(text)["release"]["date"]
            if self.releases[date][1] != words[0]:
                self.faults.append(f"{path}: of {date} and {words}")
        self.seen.add(words[0])


def main():
    directory = tempfile.mkdtemp(prefix="portreg-pickup-")
    releases = make_releases(directory)
    dates = list(releases)
    with Server(PORTREG, PORTREGD, releases[dates[0]][0]) as server:
        clients = [Client(server, releases) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for i in range(IMPORTS):
            server.import_release(releases[dates[i + 1]][0])
            time.sleep(0.05 if i % 5 else 0.6)
        until = time.monotonic() + 10
        last = dates[-1]
        while server.ask("/healthz")[2].decode().strip() != last and time.monotonic() < until:
            time.sleep(0.05)
        for client in clients:
            client.stopping = True
        for client in clients:
            client.join()
        taken = server.ask("/healthz")[2].decode().strip()
        server.stop()
        said = server.process.stderr.read()
    for name in os.listdir(directory):
        os.remove(os.path.join(directory, name))
    os.rmdir(directory)
    faults = [fault for client in clients for fault in client.faults]
    asked = sum(client.asked for client in clients)
    seen = set().union(*(client.seen for client in clients))
    print(f"{asked} requests during {IMPORTS} imports, {len(faults)} faults, seen {sorted(seen)}")
    print("\n".join(faults[:10]) + said)
    return 0 if not faults and len(seen) == 2 and taken == last and not said and asked > 100 else 1


if __name__ == "__main__":
    sys.exit(main())
