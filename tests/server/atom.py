"""The rules of RFC 4287 for a feed, as checks; its schema in RELAX NG is in no package of Debian."""
import re
import xml.etree.ElementTree as ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
# Of each element: which children it must have once, may have once, may have often.
CHILDREN = {
    "feed": ({"id", "title", "updated"}, {"generator", "icon", "logo", "rights", "subtitle"},
             {"author", "category", "contributor", "link", "entry"}),
    "entry": ({"id", "title", "updated"}, {"content", "published", "rights", "source", "summary"},
              {"author", "category", "contributor", "link"}),
    "author": ({"name"}, {"uri", "email"}, set()),
}
ATTRIBUTES = {"link": {"href", "rel", "type"}, "content": {"type"}, "generator": {"version", "uri"}}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
UUID_8 = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# What readers let pass of XHTML.
ELEMENTS = {"div", "p", "ul", "li", "a", "del", "ins"}


class Broken(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Broken(what)


def check_children(element, name):
    once, maybe, often = CHILDREN[name]
    names = [child.tag.removeprefix(ATOM) for child in element]
    for child in once:
        need(names.count(child) == 1, f"{name} has {names.count(child)} of {child}")
    for child in maybe:
        need(names.count(child) <= 1, f"{name} has {names.count(child)} of {child}")
    need(set(names) <= once | maybe | often, f"{name} has {set(names)}")
    need(not (element.text or "").strip(), f"{name} has text of its own")
    for child in element:
        allowed = ATTRIBUTES.get(child.tag.removeprefix(ATOM), set())
        need(set(child.attrib) <= allowed, f"{child.tag} has {set(child.attrib)}")


def check_text(element, name):
    text = element.find(ATOM + name).text
    need(text and text.strip() == text, f"{name} is {text!r}")
    return text


def check_moment(element, name):
    text = check_text(element, name)
    need(MOMENT.fullmatch(text), f"{name} is {text!r}")
    return text


def check_links(element):
    links = [(link.get("rel", "alternate"), link.get("type"), link.get("href"))
             for link in element.findall(ATOM + "link")]
    alternates = [link[1] for link in links if link[0] == "alternate"]
    need(len(set(alternates)) == len(alternates), "several alternates of one type")
    for _, _, href in links:
        need(href and href.startswith("/") and " " not in href, f"a link to {href!r}")
    return links


def check_content(entry):
    content = entry.find(ATOM + "content")
    need(content is not None, "no content, and no alternate instead")
    need(content.get("type") == "xhtml", "content of another type")
    need([child.tag for child in content] == [XHTML + "div"], "content is not one div")
    for element in content.iter():
        if element is not content:
            need(element.tag.removeprefix(XHTML) in ELEMENTS, f"{element.tag} in content")
            need(set(element.attrib) <= {"href"}, f"{element.attrib} in content")
            if element.tag in (XHTML + "ul",):
                need(len(element) and all(child.tag == XHTML + "li" for child in element),
                     "a list with something else in it")
    return " ".join("".join(texts(content)).split())


def texts(element):
    """The text of ELEMENT, with white space around what is a block of its own."""
    block = element.tag.removeprefix(XHTML) in ("div", "p", "ul", "li")
    yield (" " if block else "") + (element.text or "")
    for child in element:
        yield from texts(child)
        yield child.tail or ""
    yield " " if block else ""


def check_entry(entry, feed_has_author):
    check_children(entry, "entry")
    need(feed_has_author or entry.find(ATOM + "author") is not None, "an entry without an author")
    found = {name: check_text(entry, name) for name in ("id", "title")}
    need(UUID_8.fullmatch(found["id"]), f"the id {found['id']}")
    found["updated"] = check_moment(entry, "updated")
    if entry.find(ATOM + "published") is not None:
        found["published"] = check_moment(entry, "published")
        need(found["published"] <= found["updated"], "updated before it was published")
    found["links"] = check_links(entry)
    found["text"] = check_content(entry)
    return found


def check_feed(body):
    """Raises Broken, or returns what is in the feed: id, title, updated, links, entries."""
    feed = ElementTree.fromstring(body)
    need(feed.tag == ATOM + "feed", f"a {feed.tag}")
    check_children(feed, "feed")
    author = feed.find(ATOM + "author")
    if author is not None:
        check_children(author, "author")
        check_text(author, "name")
    found = {name: check_text(feed, name) for name in ("id", "title")}
    need(UUID_8.fullmatch(found["id"]), f"the id {found['id']}")
    found["updated"] = check_moment(feed, "updated")
    found["links"] = check_links(feed)
    need([link for link in found["links"] if link[0] == "self"], "no link to itself")
    found["entries"] = [check_entry(entry, author is not None) for entry in feed.findall(ATOM + "entry")]
    ids = [entry["id"] for entry in found["entries"]]
    need(len(set(ids)) == len(ids) and found["id"] not in ids, "an id twice")
    for entry in found["entries"]:
        need(entry["updated"] <= found["updated"], "an entry that is newer than its feed")
    return found
