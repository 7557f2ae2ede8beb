"""docs/registry.rng accepts a small registry, and rejects it with any one thing wrong.

Argument 1 is the source root. Exits with 77 (skipped) without xmllint.
"""
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
SCHEMA = pathlib.Path(sys.argv[1]) / "docs/registry.rng"

FINE = """<?xml version='1.0' encoding='UTF-8'?>
<registry xmlns="http://www.iana.org/assignments" id="names">
  <title>A Registry</title>
  <category>Ports</category>
  <updated>2026-07-22</updated>
  <xref type="rfc" data="rfc6335"/>
  <expert>Somebody, <xref type="person" data="Ann"/></expert>
  <note>See <xref type="rfc" data="rfc6335" section="5.1"/></note>
  <note title="More">
    <xref type="uri" data="https://example.com/"/>
  </note>
  <record date="2001-02" updated="2002-03-04">
    <number>6000-6063</number>
    <description>Two<br/><br/>
breaks</description>
    <name>x11</name>
    <xref type="person" data="Ann"/>
    <protocol>tcp</protocol>
    <assignee><xref type="person" data="Ann"/></assignee>
    <xref type="text">a book</xref>
    <note>
      <paragraph>One <xref type="rfc" data="rfc1"/><br/></paragraph>
      <paragraph/>
    </note>
    <sc>4294967295</sc>
    <unauthorized>yes</unauthorized>
  </record>
  <record>
    <description/>
  </record>
  <footnote anchor="1">A footnote.</footnote>
  <people>
    <person id="Ann">
      <name>Ann Example</name>
      <uri>mailto:ann&amp;example.com</uri>
      <updated>2001</updated>
      <org>Example</org>
      <uri>https://example.com/</uri>
    </person>
  </people>
</registry>
"""

# What is put in the place of what.
WRONG = [
    ("<name>x11</name>", "<service>x11</service>"),
    ("<name>x11</name>", "<name>x11</name><name>x12</name>"),
    ("<name>x11</name>", "<name>x<br/>11</name>"),
    ("<protocol>tcp</protocol>", "<protocol>TCP</protocol>"),
    ("<protocol>tcp</protocol>", "<protocol> tcp</protocol>"),
    ("<protocol>tcp</protocol>", "<protocol>icmp</protocol>"),
    ("<protocol>tcp</protocol>", "<protocol/>"),
    ("    <description/>\n", ""),
    ("<description/>", "<description/><description/>"),
    ("<description/>", "<description><name>a</name></description>"),
    ("<description/>", "<description/>text"),
    ("<paragraph/>", "<paragraph><paragraph/></paragraph>"),
    ("6000-6063", ""), ("6000-6063", "06000"), ("6000-6063", "6000 - 6063"),
    ("6000-6063", "65536"), ("6000-6063", "6000-"), ("6000-6063", "6000,6063"),
    ("6000-6063", "-1"), ("6000-6063", "6000-6063-6064"), ("6000-6063", "http"),
    (">4294967295<", ">4294967296<"), (">4294967295<", ">-1<"), (">4294967295<", ">SC:x<"),
    ('date="2001-02"', 'date="2001-13"'), ('date="2001-02"', 'date="02/2001"'),
    ('date="2001-02"', 'created="2001-02"'), ("2002-03-04", "2002-02-30"),
    ("<updated>2026-07-22</updated>", ""), ("<title>A Registry</title>", ""),
    (' id="names"', ""), ('id="Ann"', ""), ("http://www.iana.org/assignments", "urn:x"),
    ('type="text"', 'type="book"'), ('type="text"', ""), ('type="text"', 'type="text" url="x"'),
    ('section="5.1"', 'section="5.1" page="7"'), ('anchor="1"', ""),
    ("<unauthorized>yes", "<unauthorized><br/>yes"),
    ("<assignee>", "<assignee>Ann"), ("<br/></paragraph>", "<br>x</br></paragraph>"),
    ("  <people>", "  <record><description/></record>\n  <people>"),
]


def accepts(text):
    done = subprocess.run(["xmllint", "--noout", "--relaxng", SCHEMA, "-"], input=text.encode(),
                          capture_output=True, check=False)
    return done.returncode == 0


if not shutil.which("xmllint"):
    print("skipped: xmllint is missing")
    sys.exit(SKIPPED)
failures = 0
if not accepts(FINE):
    failures += 1
    print("rejected: the registry without faults")
for old, new in WRONG:
    if FINE.count(old) != 1:
        failures += 1
        print(f"{old!r} stands {FINE.count(old)} times in the registry, not once")
    elif accepts(FINE.replace(old, new)):
        failures += 1
        print(f"accepted: {new!r} in the place of {old!r}")
sys.exit(1 if failures else 0)
