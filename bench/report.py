"""Measures portreg against peers in the same run and writes a report in Markdown to standard output.

usage: report.py BUILD_DIRECTORY REGISTRY_XML WORDS_ON_IT [RUNS]
"""
import datetime
import os
import pathlib
import platform
import shlex
import subprocess
import sys

READ_CSV = """import csv, sys
for row in csv.reader(open(sys.argv[1], encoding="utf-8", newline="")): pass"""


def output_of(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout


def first_line(*command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return result.stdout.splitlines()[0]


SEARCH_LIMIT_US = 1000


class Bench:
    def __init__(self, build, xml, runs):
        self.build = pathlib.Path(build)
        self.portreg = str(self.build / "portreg")
        self.xml = xml
        self.runs = runs
        self.directory = self.build / "bench-files"
        self.directory.mkdir(exist_ok=True)
        self.csv = self.make("registry.csv", "convert", "--to", "csv", xml)
        self.snapshot = str(self.directory / "registry.portreg")
        self.date = output_of("sed", "-n", "s:.*<updated>\\(.*\\)</updated>.*:\\1:p;T;q", xml)[:10]
        output_of(self.portreg, "compile", "--output", self.snapshot, xml)
        self.rows = []
        self.commands = []

    def make(self, name, *arguments):
        path = self.directory / name
        with open(path, "wb") as file:
            subprocess.run([self.portreg, *arguments], stdout=file, check=True)
        return str(path)

    def spawn(self, ours, peer, runs=None, pinned=False):
        """Medians of ours and of the peer: elapsed and processor time in us, peak memory in KiB."""
        command = [str(self.build / "bench/bench_spawn"), str(runs or self.runs), *ours, "--",
                   *peer]
        environment = dict(os.environ)
        if not pinned:
            environment["BENCH_ALL_PROCESSORS"] = "1"
        self.commands.append(("" if pinned else "BENCH_ALL_PROCESSORS=1 ") + shlex.join(command))
        lines = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True,
                               env=environment).stdout.splitlines()
        return [[float(word) for word in line.split()] for line in lines]

    def compare(self, what, ours, peer, limit, words, runs=None, pinned=False):
        a, b = self.spawn(ours, peer, runs, pinned)
        self.row(what, f"{a[0] / 1000:.2f} ms", f"{b[0] / 1000:.2f} ms", a[0] / b[0], limit, words)
        self.row("the same, processor time", f"{a[1] / 1000:.2f} ms", f"{b[1] / 1000:.2f} ms",
                 a[1] / b[1])

    def row(self, what, ours, peer, ratio, limit=None, words=""):
        verdict = "" if limit is None else "met" if ratio <= limit else "**missed**"
        self.rows.append(f"| {what} | {ours} | {peer} | {ratio:.2f} | {words} | {verdict} |")

    def whole_processes(self):
        new = str(self.directory / "new.portreg")
        self.compare("XML to a snapshot; peer: `xmllint --stream --noout`",
                     [self.portreg, "compile", "--output", new, self.xml],
                     ["xmllint", "--stream", "--noout", self.xml], 2, "at most 2")
        self.compare("CSV to a snapshot; peer: Python's `csv.reader`",
                     [self.portreg, "compile", "--date", self.date, "--output", new, self.csv],
                     ["/usr/bin/python3", "-c", READ_CSV, self.csv], 0.5, "at most 0.5")
        self.compare("`portreg lookup 443/tcp`; peer: `getent services 443/tcp`",
                     [self.portreg, "lookup", "443/tcp", "--snapshot", self.snapshot],
                     ["getent", "services", "443/tcp"], 1, "at most 1", self.runs * 20, True)

    def lookups(self):
        command = [str(self.build / "bench/bench_lookup"), self.snapshot]
        self.commands.append(shlex.join(command))
        titles = {
            "port": ("port number to its state and its records; peer: dependent load", 2),
            "record": ("the same, and a record with all columns taken from it; peer: the same", None),
            "name": ("service name to its records; peer: `hsearch_r`", 2),
        }
        for line in output_of(*command).splitlines():
            name, ours, peer = line.split()
            title, limit = titles[name]
            self.row(title, f"{float(ours):.1f} ns", f"{float(peer):.1f} ns",
                     float(ours) / float(peer), limit, f"at most {limit}" if limit else "")

    def searches(self):
        command = [str(self.build / "bench/bench_search"), self.snapshot]
        self.commands.append(shlex.join(command))
        titles = {
            "name": "search for a service name",
            "letter": "for one letter",
            "beginning": "for a beginning of any length",
            "words": "for two words of a description",
            "error": "for a name with one typing error",
            "errors": "with two",
            "port": "for a port number",
            "filter": "with filters",
            "all": "2,000 searches of all these kinds",
        }
        for line in output_of(*command).splitlines():
            name, *times = line.split()
            median, p99, longest, peer_median, peer_p99, peer_longest = map(float, times)
            has_peer = peer_p99 > 0
            peer = "; peer: SQLite FTS5 with prefixes" if has_peer else ""
            theirs = f"{peer_median:.0f}, {peer_p99:.0f}, {peer_longest:.0f} µs" if has_peer else ""
            ratio = f"{p99 / peer_p99:.2f}" if has_peer else ""
            verdict = "met" if p99 <= SEARCH_LIMIT_US else "**missed**"
            self.rows.append(f"| {titles[name]}, median, 99th percentile, longest{peer} | "
                             f"{median:.0f}, {p99:.0f}, {longest:.0f} µs | {theirs} | {ratio} | "
                             f"p99 under 1 ms | {verdict} |")

    def memory(self):
        size_kib = os.path.getsize(self.xml) / 1024
        for form in ("xml", "csv", "txt", "html", "json"):
            ours = self.spawn([self.portreg, "convert", "--to", form, self.xml], ["true"], 3)[0]
            self.row(f"peak memory of XML to {form}; peer: the size of the XML",
                     f"{ours[2]:.0f} KiB", f"{size_kib:.0f} KiB", ours[2] / size_kib, 5, "under 5")


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def distribution():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, AttributeError, KeyError):
        return "unknown distribution"


def memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30


def main():
    build, xml, words = sys.argv[1:4]
    bench = Bench(build, xml, int(sys.argv[4]) if len(sys.argv) > 4 else 50)
    load = os.getloadavg()[0]
    bench.whole_processes()
    bench.lookups()
    bench.searches()
    bench.memory()
    records = sum(1 for _ in open(xml, "rb") if b"<record" in _)
    print(f"""# Measurements

Written by `script/bench`. Ours and the peer alternate (A B A B ...) in the same run; figures are
medians, and the ratio is ours divided by the peer's, so less is better.

- date: {datetime.date.today()}
- registry: {words}, {records} records, {os.path.getsize(xml)} bytes
- machine: {processor()}, {os.cpu_count()} processors, {memory_gib():.0f} GiB of memory, load {load:.1f}
- system: {distribution()}, Linux {platform.release().split("-")[0]}, {first_line("getconf", "GNU_LIBC_VERSION")}
- built by {first_line("gcc", "--version")} with the flags of `script/build`: {first_line("build/portreg", "--version")}
- peers: {first_line("xmllint", "--version").split(": using ")[-1]}, Python {output_of("/usr/bin/python3", "-c", "import platform; print(platform.python_version())").strip()}

| what | portreg | peer | ratio | target | |
|---|---|---|---|---|---|
""" + "\n".join(bench.rows) + """

Elapsed time is from `posix_spawn` to the end of `wait4`, with standard output going to `/dev/null`
and snapshots replacing the one of the run before. portreg computes the SHA-256 of its input in a
second thread; the peers have one. `getent` answers from the system's own `/etc/services`.

## The commands

```
""" + "\n".join(bench.commands) + """
```""")


if __name__ == "__main__":
    main()
