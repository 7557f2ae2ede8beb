/* For the tests of the store: releases made by hand, in which everything changes that can. */
#ifndef PORTREG_TESTS_STORE_RELEASES_H
#define PORTREG_TESTS_STORE_RELEASES_H

#define RECORD(name, number, description)                                                          \
    "  <record>\n    <name>" name                                                                  \
    "</name>\n    <protocol>tcp</protocol>\n    <description>" description                         \
    "</description>\n    <number>" number "</number>\n  </record>\n"
/* The same, written another way. */
#define RECORD_TURNED(name, number, description)                                                   \
    "  <record>\n    <description>" description "</description>\n    <name>" name                  \
    "</name>\n    <number>" number "</number>\n    <protocol>tcp</protocol>\n\n  </record>\n"
#define FREE(numbers)                                                                              \
    "  <record>\n    <protocol>tcp</protocol>\n    <description>Unassigned</description>\n"        \
    "    <number>" numbers "</number>\n  </record>\n"
#define PERSON(id, name, updated)                                                                  \
    "    <person id=\"" id "\">\n      <name>" name "</name>\n      <uri>mailto:" id               \
    "&amp;example.org</uri>\n      <updated>" updated "</updated>\n    </person>\n"
#define NOTE(text)             "  <note>" text "</note>\n"
#define FOOTNOTE(anchor, text) "  <footnote anchor=\"" anchor "\">" text "</footnote>\n"
#define RELEASE(title, date, notes, records, footnotes, people)                                    \
    "<?xml version='1.0' encoding='UTF-8'?>\n"                                                     \
    "<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">\n"     \
    "  <title>" title "</title>\n  <updated>" date "</updated>\n" notes records footnotes          \
    "  <people>\n" people "  </people>\n</registry>\n"

#define ECHO      RECORD("echo", "7", "Echo")
#define DISCARD   RECORD("discard", "9", "Discard")
#define SYSTAT    RECORD("systat", "11", "Active users")
#define DAYTIME   RECORD("daytime", "13", "Daytime")
#define ALEX      PERSON("Alex_Example", "Alex Example", "2020-01-01")
#define KIM       PERSON("Kim_Placeholder", "Kim Placeholder", "2021-02-02")
#define TITLE_ONE "Ports"

/* In the order of their dates; two have the same. */
static const char *const releases[] = {
    RELEASE(TITLE_ONE, "2026-01-01", NOTE("One."), ECHO DISCARD FREE("10-12") DAYTIME, "", ALEX),
    /* a record between two, another one modified, a note and a footnote added */
    RELEASE(TITLE_ONE, "2026-01-02", NOTE("One.") NOTE("Two."),
            ECHO SYSTAT RECORD("discard", "9", "Throw away") FREE("10-12") DAYTIME,
            FOOTNOTE("1", "First."), ALEX),
    /* the new record moves to the front; another is removed; a person added */
    RELEASE(TITLE_ONE, "2026-01-03", NOTE("One.") NOTE("Two."), SYSTAT ECHO FREE("10-12") DAYTIME,
            FOOTNOTE("1", "First."), ALEX KIM),
    /* it moves back, and is written another way; a range splits; people change places */
    RELEASE(TITLE_ONE, "2026-01-04", NOTE("One.") NOTE("Two, changed."),
            ECHO RECORD_TURNED("systat", "11", "Active users") FREE("10") FREE("12") DAYTIME,
            FOOTNOTE("1", "First.") FOOTNOTE("2", "Second."), KIM ALEX),
    /* nothing but layout */
    RELEASE(TITLE_ONE, "2026-01-05", NOTE("One.") NOTE("Two, changed."),
            ECHO SYSTAT FREE("10") FREE("12") RECORD_TURNED("daytime", "13", "Daytime"),
            FOOTNOTE("1", "First.") FOOTNOTE("2", "Second."), KIM ALEX),
    /* of the same date: a rename, a person modified */
    RELEASE(TITLE_ONE, "2026-01-05", NOTE("One.") NOTE("Two, changed."),
            ECHO RECORD("users", "11", "Active users") FREE("10") FREE("12") DAYTIME,
            FOOTNOTE("1", "First.") FOOTNOTE("2", "Second."),
            KIM PERSON("Alex_Example", "Alex Example", "2026-01-05")),
    /* a new head; a removed record comes back; fewer notes; nobody left */
    RELEASE("All Ports", "2026-01-07", "",
            ECHO RECORD("users", "11", "Active users") DISCARD FREE("10") FREE("12") DAYTIME,
            FOOTNOTE("2", "Second."), ""),
    /* the first one again, but for its date */
    RELEASE(TITLE_ONE, "2026-01-08", NOTE("One."), ECHO DISCARD FREE("10-12") DAYTIME, "", ALEX),
};
enum { RELEASE_COUNT = sizeof(releases) / sizeof(*releases) };

#endif
