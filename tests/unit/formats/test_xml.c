/* Tests of XML: what was read is written again byte for byte, however it was laid out; what is
 * refused, and where; a registry without layout is written in the regular form. */
#include "formats/xml/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "formats/csv/csv.h"
#include "formats/json/json.h"
#include "support/difference.h"

#define PROLOG "<?xml version='1.0' encoding='UTF-8'?>\n"
#define ROOT   "<registry xmlns=\"http://www.iana.org/assignments\" id=\"teas\">"

/* A whole registry of one record (or whatever else stands in CONTENT). */
#define REGISTRY_OF(content)                                                                       \
    PROLOG ROOT "\n  <title>Teas</title>\n  <updated>2024-11-19</updated>" content                 \
                "\n  <people/>\n</registry>\n"

/* Invented, in the regular form: what a registry without layout is written as. */
static const char regular[] =
    PROLOG "<?xml-stylesheet type=\"text/xsl\" href=\"teas.xsl\"?>\n"
           "<?xml-model href=\"teas.rng\" "
           "schematypens=\"http://relaxng.org/ns/structure/1.0\" ?>\n" ROOT "\n"
           "  <title>Teas &amp; their pots</title>\n"
           "  <category>Beverages</category>\n"
           "  <updated>2024-11-19</updated>\n"
           "  <xref type=\"rfc\" data=\"rfc2324\"/>\n"
           "  <expert>Ada Example</expert>\n"
           "  <note>\nSee <xref type=\"rfc\" data=\"rfc7168\"/>.\n</note>\n"
           "  <note title=\"More\"/>\n"
           "  <record date=\"2011-08-17\" updated=\"2012-03\">\n"
           "    <name>tea</name>\n"
           "    <protocol>tcp</protocol>\n"
           "    <assignee>\n"
           "      <xref type=\"person\" data=\"Tea_Board\"/>\n"
           "    </assignee>\n"
           "    <description>Tea &lt;hot&gt; &amp; strong<br/>\nsecond</description>\n"
           "    <number>80</number>\n"
           "    <unauthorized>yes, \"often\"</unauthorized>\n"
           "    <note>\n      <paragraph>One.</paragraph>\n      <paragraph/>\n    </note>\n"
           "    <xref type=\"person\" data=\"Ada_Example\"/>\n"
           "    <xref type=\"person\" data=\"Zo\xc3\xab_T\xc3\xa9\"/>\n"
           "    <xref type=\"rfc\" data=\"rfc8765\" section=\"6.1\"/>\n"
           "    <xref type=\"text\">by &lt;mail&gt;</xref>\n"
           "  </record>\n"
           "  <record>\n"
           "    <protocol>dccp</protocol>\n"
           "    <assignee/>\n"
           "    <description/>\n"
           "    <number>8000-8002</number>\n"
           "    <sc>4294967295</sc>\n"
           "  </record>\n"
           "  <footnote anchor=\"1\">A footnote.</footnote>\n"
           "  <people>\n"
           "    <person id=\"Ada_Example\">\n"
           "      <name>Ada Example</name>\n"
           "      <uri>mailto:ada&amp;tea.example</uri>\n"
           "      <uri>https://tea.example/?a=1&amp;b=2</uri>\n"
           "      <updated>2012-03</updated>\n"
           "    </person>\n"
           "    <person id=\"Zo\xc3\xab_T\xc3\xa9\">\n"
           "      <org>T\xc3\xa9 &gt; Kaffee</org>\n"
           "    </person>\n"
           "  </people>\n"
           "</registry>\n";

struct outcome {
    struct registry registry;
    struct error error;
    int status;
};

/* Reads LENGTH bytes from a heap block of exactly that size, so that a sanitizer sees each byte
 * read too far. */
static struct outcome read_bytes(const char *bytes, size_t length, const struct findings *findings)
{
    struct outcome outcome = {.status = STATUS_OK};
    char *copy = malloc(length ? length : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, length);
    struct input input = {"teas.xml", {copy, length}, {0, 0, 0}};
    registry_init(&outcome.registry);
    outcome.status = xml_read(&input, &outcome.registry, findings, &outcome.error);
    free(copy);
    return outcome;
}

static struct outcome read_xml(const char *text)
{
    struct outcome outcome = read_bytes(text, strlen(text), NULL);
    if (outcome.status != STATUS_OK)
        fail_msg("%u:%u: %s", outcome.error.position.line, outcome.error.position.column,
                 outcome.error.message);
    return outcome;
}

static struct buffer write_by(int (*write)(const struct registry *, const struct writing *,
                                           struct sink *, struct error *),
                              const struct registry *registry)
{
    static struct sink sink;
    struct buffer buffer;
    struct writing writing = {0};
    struct error error;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    assert_int_equal(write(registry, &writing, &sink, &error), STATUS_OK);
    assert_int_equal(sink_flush(&sink, "memory", &error), STATUS_OK);
    return buffer;
}

static void assert_text(struct text found, const char *expected)
{
    if (!text_equal(found, text_of(expected)))
        fail_msg("expected \"%s\", found \"%.*s\"", expected, TEXT_ARGS(found));
}

static void assert_written(const struct registry *registry, const char *expected)
{
    struct buffer buffer = write_by(xml_write, registry);
    assert_text(buffer_text(&buffer), expected);
    buffer_done(&buffer);
}

static void assert_same(const struct registry *a, const struct registry *b)
{
    const char *difference = registry_difference(a, b);
    if (difference)
        fail_msg("%s", difference);
}

/* That TEXT is read and written again as the same bytes. */
static void assert_round_trip(const char *text)
{
    struct outcome outcome = read_xml(text);
    assert_written(&outcome.registry, text);
    registry_done(&outcome.registry);
}

/* --- layout --- */

/* Each as the publisher wrote, or could have written, what stands between the header and people. */
static const char *const layouts[] = {
    "\n  <record>\n\n    <name>tea</name>\n    \n    <description>d</description>\n\n  </record>",
    "\n\t<record>\n\t\t<name>tea</name>\t<description>d</description>\n\t</record>",
    "\n  <record><name>tea</name><description>d</description></record>",
    "\n  <record>   \n    <name>tea</name>   \n    <description>d</description>  \n  </record>  ",
    "\n  <record>\n    <assignee><xref type=\"person\" data=\"Tea_Board\"/></assignee>\n  "
    "</record>",
    "\n  <record>\n    <assignee>\n  <xref type=\"person\" data=\"Tea_Board\"/> <xref "
    "type=\"person\" data=\"Ada\"/>\n\n    </assignee>\n  </record>",
    "\n  <record>\n    <assignee/>\n  </record>",
    "\n  <record>\n    <assignee>\n    </assignee>\n  </record>",
    "\n  <record>\n    <name/>\n    <description/>\n    <unauthorized/>\n    <note/>\n  </record>",
    "\n  <record/>",
    "\n  <record>\n  </record>",
    "\n  <record>\n    <!-- <name>tea</name> --><name>tea</name>\n    <!--> a -->\n  </record>",
    "\n  <!-- nobody knows -->\n  <record>\n  </record><!--a--><!---->",
    "\n  <record>\n    <xref type=\"person\" data=\"Ada\"/>\n    <number>7</number>\n    <xref "
    "type=\"rfc\" data=\"rfc1\"/>\n    <xref type=\"person\" data=\"Bob\"/>\n  </record>",
    "\n  <record>\n    <number>7-7</number>\n  </record>",
    "\n  <record>\n    <number>0-65535</number>\n  </record>",
    "\n  <record>\n    <xref type=\"person\" data=\"Zo\xc3\xab_T\xc3\xa9\"/>\n  </record>",
    "\n  <record>\n    <xref type=\"rfc\" data=\"rfc8765\" section=\"6.1\">RFC8765, Section "
    "6.1</xref>\n  </record>",
    "\n  <record>\n    <xref type=\"rfc-errata\" data=\"7\"/><xref type=\"unicode\">U+1F375</xref>"
    "<xref type=\"registry\" data=\"tea\" anchor=\"a\"/>\n  </record>",
    "\n  <record>\n    <description>a<br/><br/>\nb <xref type=\"note\" data=\"1\"/></description>\n"
    "  </record>",
    "\n  <record>\n    <note>\n      <paragraph>a <xref type=\"rfc\" data=\"rfc1\"/><br/>b"
    "</paragraph>\n      <paragraph/>c</note>\n  </record>",
    "\n  <record>\n    <description>  a &amp; &lt;b&gt; \"c\" 'd'  </description>\n  </record>",
    "\n<note title=\"A\">\n  <xref type=\"uri\" data=\"https://tea.example/\"/>\n\n</note>"
    "\n      <note>\n\n b\n</note>\n<note/>",
    "\n  <record date=\"2011\" updated=\"2012-03\"/>\n  <record updated=\"2012-03-04\"/>",
    "\n  <xref type=\"rfc\" data=\"rfc1\"/>\n\n  <xref type=\"uri\" data=\"a\"/><expert/>",
    "\n  <record/><footnote anchor=\"1\">a\n b</footnote>\n\n  <footnote/>",
    "",
};

static void writes_every_layout_as_it_was_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++) {
        struct buffer document;
        buffer_init(&document);
        buffer_append(&document, TEXT(PROLOG ROOT "\n  <title>Teas</title>"));
        buffer_append(&document, text_of(layouts[i]));
        buffer_append(&document, TEXT("\n  <people/>\n</registry>\n"));
        buffer_append_byte(&document, '\0');
        assert_round_trip(document.bytes);
        buffer_done(&document);
    }
}

static void writes_every_frame_as_it_was_read(void **state)
{
    (void)state;
    static const char *const documents[] = {
        ROOT "<title/></registry>",
        PROLOG "<!-- a --><?b c?>\n\n" ROOT " \n </registry>\n<!-- d -->\n\n",
        ROOT "<people></people></registry>\n",
        ROOT "<people>\n\n\n</people>\n\n</registry>\n",
        ROOT "\n<people><!-- a -->\n  <person id=\"a\"/>\n<!-- b --></people></registry>\n",
        ROOT "<people><person id=\"a\"><updated>2011</updated><uri>b</uri>\n\n<name/><uri/>"
             "</person>\t<person id=\"&quot;\">\n</person></people></registry>\n",
    };
    /* what stands empty as a pair of tags is written as one, but for people, who come and go */
    for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++)
        if (i != 2)
            assert_round_trip(documents[i]);
    struct outcome outcome = read_xml(documents[2]);
    assert_written(&outcome.registry, ROOT "<people/></registry>\n");
    registry_done(&outcome.registry);
    assert_round_trip(regular);
}

static void reads_what_every_field_means(void **state)
{
    (void)state;
    struct outcome outcome = read_xml(regular);
    const struct registry *registry = &outcome.registry;
    assert_text(registry->id, "teas");
    assert_text(registry->title, "Teas & their pots");
    assert_text(registry->category, "Beverages");
    assert_int_equal(date_pack(registry->updated), date_pack((struct date){2024, 11, 19}));
    assert_text(registry->experts, "Ada Example");
    assert_int_equal(registry->note_count, 2);
    assert_text(registry->notes[1].title, "More");
    assert_int_equal(registry->record_count, 2);
    const struct record *tea = &registry->records[0];
    assert_text(tea->service_name, "tea");
    assert_true(tea->has_ports);
    assert_int_equal(tea->ports.first, 80);
    assert_int_equal(tea->ports.last, 80);
    assert_int_equal(tea->transport_protocol, TRANSPORT_TCP);
    assert_int_equal(date_pack(tea->registration_date), date_pack((struct date){2011, 8, 17}));
    assert_int_equal(date_pack(tea->modification_date), date_pack((struct date){2012, 3, 0}));
    assert_text(tea->unauthorized_use, "yes, \"often\"");
    assert_int_equal(tea->position.line, 14);
    assert_int_equal(tea->position.column, 3);
    assert_true(tea->has_assignee);
    struct text list = tea->reference;
    struct reference reference;
    assert_true(marked_next_reference(&list, &reference));
    assert_int_equal(reference.type, REFERENCE_RFC);
    assert_int_equal(reference.locator_kind, LOCATOR_SECTION);
    assert_text(reference.locator, "6.1");
    assert_true(marked_next_reference(&list, &reference));
    assert_text(reference.label, "by <mail>");
    assert_false(marked_next_reference(&list, &reference));
    list = tea->contact;
    assert_true(marked_next_reference(&list, &reference));
    assert_text(reference.data, "Ada_Example");
    assert_true(marked_next_reference(&list, &reference));
    assert_text(reference.data, "Zo\xc3\xab_T\xc3\xa9");
    struct buffer plain;
    buffer_init(&plain);
    marked_append_plain(&plain, tea->description, TEXT("|"));
    assert_text(buffer_text(&plain), "Tea <hot> & strong|\nsecond");
    buffer_done(&plain);
    const struct record *range = &registry->records[1];
    assert_text(range->service_name, "");
    assert_int_equal(range->ports.first, 8000);
    assert_int_equal(range->ports.last, 8002);
    assert_true(range->has_assignee);
    assert_int_equal(range->assignee.length, 0);
    assert_true(range->has_service_code);
    assert_int_equal(range->service_code, UINT32_MAX);
    assert_text(registry->footnotes[0].anchor, "1");
    assert_int_equal(registry->person_count, 2);
    assert_int_equal(registry->people[0].uri_count, 2);
    assert_text(registry->people[0].uris[0], "mailto:ada&tea.example");
    assert_text(registry->people[1].organization, "T\xc3\xa9 > Kaffee");
    registry_done(&outcome.registry);
}

/* --- refusals --- */

/* In BYTES, '@' stands before what must be refused. */
struct refusal {
    const char *bytes;
    const char *message;
};

#define RECORD(content) REGISTRY_OF("\n  <record>" content "\n  </record>")
#define PERSON(content)                                                                            \
    ROOT "\n  <people>\n    <person id=\"Ada\">" content "</person>\n  </people>\n</registry>\n"

static const struct refusal refusals[] = {
    {PROLOG "@<!DOCTYPE registry [<!ENTITY a \"b\">]>\n" ROOT "</registry>",
     "expected XML without a document type declaration, found DOCTYPE"},
    {PROLOG "\n@<teas/>\n", "expected <registry>, found <teas>"},
    {PROLOG "@<registry xmlns=\"http://tea.example/\"/>\n",
     "expected xmlns=\"http://www.iana.org/assignments\" and id, found "
     "xmlns=\"http://tea.example/\""},
    {PROLOG "@<registry id=\"teas\"/>\n",
     "expected a registry with xmlns=\"http://www.iana.org/assignments\", found one without it"},
    {"@<registry xmlns=\"http://www.iana.org/assignments\" version=\"2\"/>",
     "expected xmlns=\"http://www.iana.org/assignments\" and id, found version=\"2\""},
    {REGISTRY_OF("\n  @<pot/>"),
     "expected <record>, <title>, <category>, <updated>, <xref>, <expert>, <note>, <footnote>, "
     "<people>, found <pot>"},
    {RECORD("\n    @<pot>a</pot>"),
     "expected <name>, <protocol>, <xref>, <description>, <number>, <assignee>, <note>, "
     "<unauthorized>, <sc>, found <pot>"},
    {RECORD("\n    <name>te@<b>a</b></name>"), "expected text only, found <b>"},
    {RECORD("\n    <description>a @<b/></description>"),
     "expected <xref>, <br>, <paragraph>, found <b>"},
    {RECORD("\n    <note><paragraph>@<paragraph/></paragraph></note>"),
     "expected <xref>, <br>, found <paragraph>"},
    {RECORD("\n    <description>a<br>@b</br></description>"), "expected an element, found \"b\""},
    {RECORD("\n    <xref type=\"rfc\" data=\"a\">@<br/></xref>"), "expected text only, found <br>"},
    {RECORD("\n    <assignee>@<name/></assignee>"), "expected <xref>, found <name>"},
    {ROOT "\n  <people>\n    @<record/>\n  </people>\n</registry>",
     "expected <person>, found <record>"},
    {PERSON("\n      @<email>a</email>"),
     "expected <name>, <org>, <uri>, <updated>, found <email>"},
    {REGISTRY_OF("\n  @<record when=\"2011\"/>"), "expected date or updated, found when=\"2011\""},
    {RECORD("\n    @<name kind=\"a\">tea</name>"), "expected no attribute, found kind=\"a\""},
    {REGISTRY_OF("\n  @<note kind=\"a\"/>"), "expected title, found kind=\"a\""},
    {REGISTRY_OF("\n  @<record date=\"2011-02-29\"/>"),
     "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, found date=\"2011-02-29\""},
    {REGISTRY_OF("\n  @<record updated=\"\"/>"),
     "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, found updated=\"\""},
    {ROOT "\n  <updated>@yesterday</updated></registry>",
     "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, found \"yesterday\""},
    {PERSON("<updated>@2011-13</updated>"),
     "expected a date as YYYY, YYYY-MM or YYYY-MM-DD, found \"2011-13\""},
    {RECORD("\n    @<xref data=\"rfc1\"/>"), "expected an xref with a type, found one without it"},
    {RECORD("\n    @<xref type=\"tea\" data=\"a\"/>"),
     "expected a type person, rfc, rfc-errata, draft, uri, text, note, registry or unicode, found "
     "type=\"tea\""},
    {RECORD("\n    @<xref type=\"rfc\" data=\"rfc1\" section=\"1\" page=\"2\"/>"),
     "expected type, data and at most one of section, page, appendix, table, figure and anchor, "
     "found page=\"2\""},
    {RECORD("\n    @<xref type=\"rfc\" data=\"rfc1\" section=\"\"/>"),
     "expected type, data and at most one of section, page, appendix, table, figure and anchor, "
     "found section=\"\""},
    {RECORD("\n    @<xref kind=\"one&#10;two \xc2\x9b\" type=\"rfc\" data=\"rfc1\"/>"),
     "expected type, data and at most one of section, page, appendix, table, figure and anchor, "
     "found kind=\"one\\ntwo \\xc2\\x9b\""},
    {RECORD("\n    @<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa9/>"),
     "expected <name>, <protocol>, <xref>, <description>, <number>, <assignee>, <note>, "
     "<unauthorized>, <sc>, found <aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>"},
    {ROOT "<people>\n@<person/></people></registry>",
     "expected a person with an id, found one without it"},
    {RECORD("\n    <name>tea</name>\n    @<name>pot</name>"),
     "expected each field once, found a second <name>"},
    {REGISTRY_OF("\n@<title>Pots</title>"), "expected each field once, found a second <title>"},
    {RECORD("<assignee/>@<assignee/>"), "expected each field once, found a second <assignee>"},
    {ROOT "<people/>@<people/></registry>", "expected each field once, found a second <people>"},
    {RECORD("\n    <number>@65536</number>"),
     "expected a port number from 0 to 65535, or a range such as 6000-6063, found \"65536\""},
    {RECORD("\n    <number>@ 80</number>"),
     "expected a port number from 0 to 65535, or a range such as 6000-6063, found \" 80\""},
    {RECORD("\n    <number>@</number>"),
     "expected a port number from 0 to 65535, or a range such as 6000-6063, found \"\""},
    {RECORD("\n    <number>@9-8</number>"),
     "expected a range whose first port number is not above its last, found \"9-8\""},
    {RECORD("\n    <protocol>@TCP</protocol>"),
     "expected a transport protocol tcp, udp, sctp or dccp, found \"TCP\""},
    {RECORD("\n    <protocol>@</protocol>"),
     "expected a transport protocol tcp, udp, sctp or dccp, found \"\""},
    {RECORD("\n    <sc>@4294967296</sc>"),
     "expected a service code from 0 to 4294967295 in decimal, found \"4294967296\""},
    {RECORD("\n    <name>tea</name> @and more"), "expected an element, found \"and more\""},
    {ROOT "@tea</registry>", "expected an element, found \"tea\""},
    {PROLOG ROOT "\n  <record>\n    <name>tea</name>\n@",
     "expected well-formed XML, found the end of the file"},
    {PROLOG ROOT "</registry@", "expected well-formed XML, found the end of the file"},
    {PROLOG "@", "expected well-formed XML, found the end of the file"},
    {ROOT "</registry>\n@<registry/>",
     "expected well-formed XML, found junk after document element"},
    {RECORD("\n    <name>tea</@nam>"), "expected well-formed XML, found mismatched tag"},
    {RECORD("\n    <name>@&tea;</name>"), "expected well-formed XML, found undefined entity"},
    {RECORD("\n    <name a=\"1\" @a=\"2\"/>"),
     "expected well-formed XML, found duplicate attribute"},
    {REGISTRY_OF("\n  @<?tea pot?>"),
     "expected no processing instruction inside the registry, found \"tea\""},
    {RECORD("\n    <name>t@<?tea pot?></name>"),
     "expected no processing instruction inside the registry, found \"tea\""},
    {ROOT "\n  <record/><people/>\n  @<record/>\n</registry>",
     "expected all records in one run, found a record behind other elements"},
    {ROOT "<record/><footnote/>\n@<record/></registry>",
     "expected all records in one run, found a record behind other elements"},
};

/* BYTES without the '@', and where it stood. */
static struct text take_marker(const char *bytes, struct position *position)
{
    static char taken[4096];
    const char *marker = strchr(bytes, '@');
    assert_non_null(marker);
    size_t offset = (size_t)(marker - bytes), length = strlen(bytes) - 1;
    assert_true(length < sizeof(taken));
    memcpy(taken, bytes, offset);
    memcpy(taken + offset, marker + 1, length - offset);
    *position = position_at((struct text){taken, length}, offset);
    return (struct text){taken, length};
}

static void refuses_what_is_not_the_form_of_a_registry(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
        struct position position;
        struct text bytes = take_marker(refusals[i].bytes, &position);
        struct outcome outcome = read_bytes(bytes.bytes, bytes.length, NULL);
        if (outcome.status != STATUS_INPUT || outcome.error.position.line != position.line ||
            outcome.error.position.column != position.column ||
            strcmp(outcome.error.message, refusals[i].message) != 0)
            fail_msg("refusal %zu: expected %u:%u: %s\nfound %u:%u: %s", i, position.line,
                     position.column, refusals[i].message, outcome.error.position.line,
                     outcome.error.position.column, outcome.error.message);
        assert_string_equal(outcome.error.file, "teas.xml");
        registry_done(&outcome.registry);
    }
}

static void refuses_elements_too_deep(void **state)
{
    (void)state;
    static struct position first;
    struct outcome outcome;
    struct findings deaf = {NULL, NULL};
    /* inside a refused element nothing is looked at, but its depth is */
    struct text bytes = take_marker(ROOT "@<a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a>"
                                         "</registry>",
                                    &first);
    outcome = read_bytes(bytes.bytes, bytes.length, &deaf);
    assert_int_equal(outcome.status, STATUS_INPUT);
    assert_int_equal(outcome.error.position.column, first.column);
    registry_done(&outcome.registry);
}

/* Findings as they come. */
struct report {
    size_t count;
    struct finding findings[16];
};

static void keep_finding(void *context, const struct finding *finding)
{
    struct report *report = context;
    assert_true(report->count < 16);
    report->findings[report->count++] = *finding;
}

static void reports_every_refusal_and_goes_on(void **state)
{
    (void)state;
    static const char document[] =
        ROOT "\n<record when=\"1\">\n<number>65536</number>\n<protocol>ip</protocol>\n"
             "<name>tea<!-- pot --></name>\n</record>\n<record><number>7</number>\n"
             "<a><b><c><d><e><f><g/></f></e></d></c></b></a>\n<number>8</number></record>\n"
             "</registry>";
    static const struct {
        uint32_t line, column;
        enum severity severity;
    } expected[] = {
        {2, 1, SEVERITY_REFUSED}, {3, 9, SEVERITY_REFUSED}, {4, 11, SEVERITY_REFUSED},
        {5, 10, SEVERITY_ADVICE}, {8, 1, SEVERITY_REFUSED}, {8, 19, SEVERITY_REFUSED},
    };
    struct report report = {0};
    struct findings findings = {keep_finding, &report};
    struct outcome outcome = read_bytes(document, strlen(document), &findings);
    assert_int_equal(outcome.status, STATUS_INPUT);
    for (size_t i = 0; i < report.count && i < sizeof(expected) / sizeof(*expected); i++) {
        assert_int_equal(report.findings[i].error.position.line, expected[i].line);
        assert_int_equal(report.findings[i].error.position.column, expected[i].column);
        assert_int_equal(report.findings[i].severity, expected[i].severity);
        assert_string_equal(report.findings[i].rule,
                            expected[i].severity == SEVERITY_REFUSED ? "form" : "comment");
    }
    assert_int_equal(report.count, sizeof(expected) / sizeof(*expected));
    assert_string_equal(outcome.error.message, report.findings[0].error.message);
    registry_done(&outcome.registry);
}

static void leaves_out_what_no_field_can_hold(void **state)
{
    (void)state;
    struct outcome outcome = read_xml(
        RECORD("<name>t<!-- hot -->ea</name><description><![CDATA[a < b]]></description>"));
    assert_text(outcome.registry.records[0].service_name, "tea");
    assert_text(outcome.registry.records[0].description, "a < b");
    registry_done(&outcome.registry);
}

static void refuses_what_is_cut_off_anywhere(void **state)
{
    (void)state;
    size_t last = strlen(regular) - 1; /* the line feed behind the root element may be missing */
    for (size_t length = 0; length < last; length++) {
        struct outcome outcome = read_bytes(regular, length, NULL);
        assert_int_equal(outcome.status, STATUS_INPUT);
        assert_true(outcome.error.position.line > 0);
        registry_done(&outcome.registry);
    }
}

static void survives_every_damaged_byte(void **state)
{
    (void)state;
    static const char damages[] = {'<', '>', '&', '"', '\0', '\x80', '-', 'a'};
    char bytes[sizeof(regular)];
    for (size_t i = 0; i < strlen(regular); i++) {
        for (size_t j = 0; j < sizeof(damages); j++) {
            memcpy(bytes, regular, sizeof(regular));
            bytes[i] = damages[j];
            struct report report = {0};
            struct findings findings = {NULL, &report};
            struct outcome outcome = read_bytes(bytes, strlen(regular), &findings);
            assert_true(outcome.status == STATUS_OK || outcome.status == STATUS_INPUT);
            registry_done(&outcome.registry);
        }
    }
}

/* --- memory --- */

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    struct input input = {"teas.xml", TEXT(regular), {0, 0, 0}};
    bool failed = true;
    unsigned long count = 0;
    while (failed) {
        struct registry registry;
        struct error error = {0};
        registry_init(&registry);
        memory_fail_at(++count);
        int status = xml_read(&input, &registry, NULL, &error);
        failed = memory_failed();
        memory_fail_at(0);
        if (failed) {
            assert_int_equal(status, STATUS_MEMORY);
            assert_int_equal(error.status, STATUS_MEMORY);
        } else {
            assert_int_equal(status, STATUS_OK);
        }
        registry_done(&registry);
    }
    assert_true(count > 20);
}

static void survives_every_failing_allocation_while_writing(void **state)
{
    (void)state;
    struct outcome outcome = read_xml(regular);
    for (size_t i = 0; i < outcome.registry.record_count; i++)
        outcome.registry.records[i].layout = (struct text){NULL, 0};
    outcome.registry.frame.layout = (struct text){NULL, 0};
    bool failed = true;
    unsigned long count = 0;
    while (failed) {
        static struct sink sink;
        struct buffer buffer;
        struct writing writing = {0};
        struct error error = {0};
        buffer_init(&buffer);
        sink_init_buffer(&sink, &buffer);
        memory_fail_at(++count);
        int status = xml_write(&outcome.registry, &writing, &sink, &error);
        int flushed = sink_flush(&sink, "memory", &error);
        failed = memory_failed();
        memory_fail_at(0);
        assert_true(failed == (status != STATUS_OK || flushed != STATUS_OK));
        buffer_done(&buffer);
    }
    assert_true(count > 2);
    registry_done(&outcome.registry);
}

/* --- other layouts than the one that was read --- */

static void writes_the_regular_form_without_a_layout(void **state)
{
    (void)state;
    struct outcome outcome = read_xml(regular);
    struct registry *registry = &outcome.registry;
    registry->frame = (struct frame){{NULL, 0}, {NULL, 0}, {NULL, 0}};
    for (size_t i = 0; i < registry->record_count; i++)
        registry->records[i].layout = (struct text){NULL, 0};
    for (size_t i = 0; i < registry->person_count; i++)
        registry->people[i].layout = (struct text){NULL, 0};
    assert_written(registry, regular);
    registry_done(registry);
}

/* That REGISTRY, changed since it was read, is written as what it now means. */
static void assert_meaning_survives(const struct registry *registry)
{
    struct buffer buffer = write_by(xml_write, registry);
    struct outcome again = read_bytes(buffer.bytes, buffer.length, NULL);
    if (again.status != STATUS_OK)
        fail_msg("%s\nin %.*s", again.error.message, TEXT_ARGS(buffer_text(&buffer)));
    assert_same(registry, &again.registry);
    registry_done(&again.registry);
    buffer_done(&buffer);
}

static void change_name(struct record *record)
{
    record->service_name = record->service_name.length ? TEXT("") : TEXT("pot");
}
static void change_transport_protocol(struct record *record)
{
    record->transport_protocol = record->transport_protocol ? TRANSPORT_NONE : TRANSPORT_SCTP;
}
static void change_ports(struct record *record)
{
    record->has_ports = !record->has_ports;
}
static void change_service_code(struct record *record)
{
    record->has_service_code = !record->has_service_code;
}
static void change_assignee(struct record *record)
{
    record->has_assignee = !record->has_assignee;
    record->assignee = TEXT("");
}
static void change_contact(struct record *record)
{
    record->contact = record->contact.length ? TEXT("")
                                             : TEXT("\x04"
                                                    "BAda\x07");
}
static void change_reference(struct record *record)
{
    record->reference = TEXT("\x04"
                             "C"
                             "rfc1\x07");
}
static void change_description(struct record *record)
{
    record->description = record->description.length ? TEXT("") : TEXT("new");
}
static void change_notes(struct record *record)
{
    record->assignment_notes = record->assignment_notes.length ? TEXT("") : TEXT("new");
}
static void change_use(struct record *record)
{
    record->unauthorized_use = record->unauthorized_use.length ? TEXT("") : TEXT("new");
}

static void writes_what_a_changed_record_means(void **state)
{
    (void)state;
    static void (*const changes[])(struct record *) = {
        change_name,    change_transport_protocol, change_ports,     change_service_code,
        change_contact, change_assignee,           change_reference, change_notes,
        change_use,     change_description,
    };
    for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
        for (size_t j = 0; j < 2; j++) {
            struct outcome outcome = read_xml(regular);
            changes[i](&outcome.registry.records[j]);
            assert_meaning_survives(&outcome.registry);
            registry_done(&outcome.registry);
        }
    }
}

static void writes_what_a_changed_frame_means(void **state)
{
    (void)state;
    struct outcome outcome = read_xml(regular);
    struct registry *registry = &outcome.registry;
    *registry_add_note(registry) = (struct note){TEXT("New"), TEXT("note")};
    assert_meaning_survives(registry);
    registry->record_count = 0;
    assert_meaning_survives(registry);
    registry->footnote_count = 0;
    assert_meaning_survives(registry);
    registry->person_count = 0;
    assert_meaning_survives(registry);
    registry->category = registry->experts = registry->references = TEXT("");
    registry->updated = (struct date){0};
    registry->note_count = 0;
    assert_meaning_survives(registry);
    struct person *person = registry_add_person(registry);
    person->id = TEXT("New_\"Person\"\n");
    assert_meaning_survives(registry);
    assert_true(person_add_uri(registry, person, TEXT("https://tea.example/")));
    person->name = TEXT("New Person");
    assert_meaning_survives(registry);
    registry_add_record(registry)->description = TEXT("a\r\nb\tc <d>");
    assert_meaning_survives(registry);
    registry_done(registry);
}

static void writes_what_the_frame_had_no_place_for(void **state)
{
    (void)state;
    struct outcome outcome = read_xml(ROOT "<title/></registry>");
    registry_add_person(&outcome.registry)->id = TEXT("Ada");
    assert_meaning_survives(&outcome.registry);
    outcome.registry.person_count = 0;
    registry_add_record(&outcome.registry)->description = TEXT("tea");
    assert_meaning_survives(&outcome.registry);
    registry_done(&outcome.registry);
}

static void writes_what_came_from_another_format(void **state)
{
    (void)state;
    struct outcome outcome = read_xml(regular);
    struct buffer json = write_by(json_write, &outcome.registry);
    struct buffer csv = write_by(csv_write, &outcome.registry);
    struct registry from_json, from_csv;
    struct input input = {"teas.json", buffer_text(&json), {0, 0, 0}};
    registry_init(&from_json);
    registry_init(&from_csv);
    assert_int_equal(json_read(&input, &from_json, NULL, &outcome.error), STATUS_OK);
    assert_same(&outcome.registry, &from_json);
    assert_written(&from_json, regular);
    input = (struct input){"teas.csv", buffer_text(&csv), {2024, 11, 19}};
    assert_int_equal(csv_read(&input, &from_csv, NULL, &outcome.error), STATUS_OK);
    assert_int_equal(from_csv.record_count, 2);
    if (from_csv.id.length == 0)
        from_csv.id = TEXT("service-names-port-numbers"); /* CSV has none */
    assert_meaning_survives(&from_csv);
    registry_done(&from_csv);
    registry_done(&from_json);
    registry_done(&outcome.registry);
    buffer_done(&csv);
    buffer_done(&json);
}

static void recognises_xml(void **state)
{
    (void)state;
    assert_true(xml_recognise(TEXT("\xef\xbb\xbf  <?xml version='1.0'?>\n<registry")));
    assert_true(xml_recognise(TEXT("<registry xmlns=\"a\">")));
    assert_true(xml_recognise(TEXT("<!DOCTYPE registry><registry/>")));
    assert_false(xml_recognise(TEXT("<?xml version='1.0'?>\n<!DOCTYPE html><html>")));
    assert_false(xml_recognise(TEXT("Service Name,Port Number")));
    assert_false(xml_recognise(TEXT("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_every_layout_as_it_was_read),
        cmocka_unit_test(writes_every_frame_as_it_was_read),
        cmocka_unit_test(reads_what_every_field_means),
        cmocka_unit_test(refuses_what_is_not_the_form_of_a_registry),
        cmocka_unit_test(refuses_elements_too_deep),
        cmocka_unit_test(reports_every_refusal_and_goes_on),
        cmocka_unit_test(leaves_out_what_no_field_can_hold),
        cmocka_unit_test(refuses_what_is_cut_off_anywhere),
        cmocka_unit_test(survives_every_damaged_byte),
        cmocka_unit_test(survives_every_failing_allocation),
        cmocka_unit_test(survives_every_failing_allocation_while_writing),
        cmocka_unit_test(writes_the_regular_form_without_a_layout),
        cmocka_unit_test(writes_what_a_changed_record_means),
        cmocka_unit_test(writes_what_a_changed_frame_means),
        cmocka_unit_test(writes_what_the_frame_had_no_place_for),
        cmocka_unit_test(writes_what_came_from_another_format),
        cmocka_unit_test(recognises_xml),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
