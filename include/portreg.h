/* libportreg: answers from a snapshot of the Service Name and Transport Protocol Port Number
 * Registry (RFC 6335).
 *
 * A snapshot is one immutable file. It is opened once, read by any number of threads at the same
 * time, and closed. Answers are values; the text in them is borrowed from the snapshot and lives
 * until portreg_close. No function here writes, prints, allocates (but portreg_open and
 * portreg_as_of) or keeps state. Whatever bytes the file has, reading it is safe: damage gives
 * empty answers.
 *
 * Port numbers are in host byte order everywhere. A port number that is registered says nothing
 * about traffic: show "registered as", never "is".
 *
 *     struct portreg *snapshot;
 *     if (portreg_open("/var/lib/portreg/registry.portreg", &snapshot, NULL) == PORTREG_OK) {
 *         struct portreg_answer answer = portreg_find_port(snapshot, PORTREG_TCP, 443);
 *         struct portreg_record record;
 *         if (portreg_list_get(snapshot, answer.records, 0, &record))
 *             puts(record.service_name.bytes);
 *         portreg_close(snapshot);
 *     }
 *
 * A snapshot holds every version of every record, with the releases that it is in. It answers from
 * the last release; portreg_as_of makes another handle that answers from an earlier one.
 */
#ifndef PORTREG_H
#define PORTREG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PORTREG_API __attribute__((visibility("default")))

/* What a fallible function returns. */
enum portreg_status {
    PORTREG_OK = 0,
    PORTREG_BAD_SNAPSHOT = -1, /* not a snapshot, of another version, or damaged */
    PORTREG_SYSTEM = -2,       /* the system said no; errno has its reason */
    PORTREG_MEMORY = -3,
    PORTREG_NO_RELEASE = -4, /* the snapshot has no such release */
};

/* Why a function failed: one line, lower case. */
struct portreg_error {
    enum portreg_status status;
    char message[512];
};

/* UTF-8 of LENGTH bytes, followed by a NUL that is not counted. Never NULL. */
struct portreg_text {
    const char *bytes;
    size_t length;
};

/* A date as the registry has it: month and day may be unknown (0). Year 0: no date. */
struct portreg_date {
    uint16_t year;
    uint8_t month;
    uint8_t day;
};

/* The transport protocols (RFC 6335 section 6). UDP-Lite shares the port numbers of UDP. */
enum portreg_transport_protocol {
    PORTREG_NO_TRANSPORT, /* a record without transport protocol */
    PORTREG_TCP,
    PORTREG_UDP,
    PORTREG_SCTP,
    PORTREG_DCCP,
};

/* The state of a port number for one transport protocol (RFC 6335 section 6). */
enum portreg_state {
    PORTREG_UNASSIGNED,
    PORTREG_ASSIGNED,
    PORTREG_RESERVED,
    PORTREG_DYNAMIC, /* 49152-65535: never assigned */
};

/* What the state follows from, in the order in which it is decided. */
enum portreg_reason {
    PORTREG_NO_RECORD,          /* nothing is recorded: unassigned */
    PORTREG_BY_ASSIGNMENT,      /* a record of this transport protocol assigns it */
    PORTREG_BY_RESERVATION,     /* a record of this transport protocol reserves it */
    PORTREG_BY_AVAILABILITY,    /* a record of this transport protocol says Unassigned */
    PORTREG_BY_OTHER_TRANSPORT, /* reserved: it is assigned for another transport protocol, whose
                                   records these are (RFC 6335 sections 7.2 and 8.1) */
    PORTREG_BY_ALL_TRANSPORTS,  /* a record without transport protocol covers it */
    PORTREG_BY_RANGE,           /* it is a dynamic port number (RFC 6335 section 6) */
};

/* An open snapshot. */
struct portreg;

/* Records, as a list in the snapshot. Read it with portreg_list_get from the handle that gave it;
 * the count may be 0. As of an earlier release, each record of a list of several is looked for
 * anew. A list that damage has made long is the reader's to bound. */
struct portreg_list {
    uint32_t at; /* for the library */
    uint32_t count;
};

/* The state of one port number for one transport protocol. */
struct portreg_answer {
    uint16_t port_number;
    uint8_t transport_protocol;  /* enum portreg_transport_protocol */
    uint8_t state;               /* enum portreg_state */
    uint32_t reason;             /* enum portreg_reason */
    struct portreg_list records; /* the canonical one first, aliases last */
};

/* A record: the twelve columns, and what else the registry holds about it.
 *
 * The columns are plain text as published, with references in brackets, such as
 * "[RFC9110][RFC9113]". The fields with _marked have the same with its marks, for
 * portreg_next_piece. */
struct portreg_record {
    uint32_t id;            /* the same for the same version as long as the snapshot is open */
    uint32_t key;           /* the same for all versions of a record: see portreg_versions */
    uint32_t first_release; /* the releases that this version is in: see portreg_release_get */
    uint32_t last_release;
    struct portreg_text service_name; /* empty: it names no service */
    bool has_port_number;
    uint16_t first_port_number; /* both are the same unless the record is of a range */
    uint16_t last_port_number;
    enum portreg_transport_protocol transport_protocol;
    struct portreg_text description;
    struct portreg_text assignee;
    struct portreg_text contact;
    struct portreg_date registration_date;
    struct portreg_date modification_date;
    struct portreg_text reference;
    bool has_service_code;
    uint32_t service_code; /* DCCP (RFC 5595) */
    struct portreg_text unauthorized_use;
    struct portreg_text assignment_notes;

    bool has_own_assignee;        /* the assignee is recorded; otherwise it is the contact */
    bool is_legacy_name;          /* the name breaks RFC 6335 section 5.1 */
    struct portreg_text alias_of; /* the service name it is an alias to; empty: no alias */
    struct portreg_text description_marked;
    struct portreg_text assignee_marked;
    struct portreg_text contact_marked;
    struct portreg_text reference_marked;
    struct portreg_text assignment_notes_marked;
};

/* A reference: to a person, a document, a footnote. */
struct portreg_reference {
    struct portreg_text type;         /* "person", "rfc", "draft", "uri", "text", "note", ... */
    struct portreg_text label;        /* the text of its own that it has; empty: data says it all */
    struct portreg_text data;         /* "rfc9110", the handle of a person, a URI */
    struct portreg_text locator_kind; /* "section", ...; empty when it points to the whole */
    struct portreg_text locator;      /* "4.3" */
};

/* A piece of marked text. Texts in pieces are borrowed from it and not followed by a NUL. */
enum portreg_piece_kind {
    PORTREG_PIECE_TEXT,
    PORTREG_PIECE_BREAK,         /* a line break */
    PORTREG_PIECE_PARAGRAPH,     /* a paragraph begins */
    PORTREG_PIECE_PARAGRAPH_END, /* it ends */
    PORTREG_PIECE_REFERENCE,
};
struct portreg_piece {
    enum portreg_piece_kind kind;
    struct portreg_text text;           /* of PORTREG_PIECE_TEXT */
    struct portreg_reference reference; /* of PORTREG_PIECE_REFERENCE */
};

/* What a sentence of the publisher in a description or in notes says, as structure. Its texts are
 * borrowed from the record and not followed by a NUL. */
struct portreg_statement {
    const char *kind;                 /* "alias", "replacement", "de-assigned", "txt-keys", ... */
    struct portreg_text service_name; /* that it speaks of, or empty */
    struct portreg_text text;         /* the rest that it says (TXT keys), marked; or empty */
    struct portreg_date date;
    struct portreg_date expires;
};

/* A person or organization of the contact information. */
struct portreg_person {
    struct portreg_text id; /* the handle that references use */
    struct portreg_text name;
    struct portreg_text organization;
    struct portreg_text uris; /* one a line */
    struct portreg_date updated;
};

/* One of the three ranges of port numbers (RFC 6335 section 6). */
struct portreg_range {
    const char *name; /* "System Ports" */
    uint16_t first_port_number;
    uint16_t last_port_number;
    const char *procedures; /* how a number of it is assigned: "IETF Review or IESG Approval" */
};

/* What whoever shows an answer about traffic must show too. */
#define PORTREG_DISCLAIMER                                                                         \
    "A registered port number does not mean that traffic seen on it belongs to the assigned "      \
    "service, nor that the traffic is good."

/* A release: what was published at one time. Several may have the same date. */
struct portreg_release {
    struct portreg_text title;
    struct portreg_date date;
    uint32_t record_count;
    uint8_t sha256[32];  /* of the file it was compiled from */
    uint32_t index;      /* its place in the snapshot, by date; the first has 0 */
    uint32_t sequence;   /* the order in which it was received, from 1; 0: unknown */
    uint64_t size_bytes; /* of that file; 0: unknown */
    int64_t recorded_at; /* when it was received, in seconds since 1970; 0: unknown */
};

/* Opens the snapshot PATH. On PORTREG_OK the caller owns *SNAPSHOT. ERROR may be NULL. Checks the
 * header and that every section lies within the file, not the contents: see portreg_verify. */
PORTREG_API int portreg_open(const char *path, struct portreg **snapshot,
                             struct portreg_error *error);
/* Closes SNAPSHOT, which may be NULL, or a view. All text borrowed from a snapshot is gone then. */
PORTREG_API void portreg_close(struct portreg *snapshot);
/* Checks the checksum of the whole file and every offset in it, whichever release SNAPSHOT answers
 * from. PORTREG_OK, or PORTREG_BAD_SNAPSHOT. ERROR may be NULL. */
PORTREG_API int portreg_verify(const struct portreg *snapshot, struct portreg_error *error);
/* The release that SNAPSHOT answers from. */
PORTREG_API struct portreg_release portreg_release(const struct portreg *snapshot);

/* How many releases SNAPSHOT knows: at least one. The last is the current one. */
PORTREG_API uint32_t portreg_release_count(const struct portreg *snapshot);
/* The release at INDEX, which counts from 0, by date. False, and *RELEASE untouched, past the last.
 */
PORTREG_API bool portreg_release_get(const struct portreg *snapshot, uint32_t index,
                                     struct portreg_release *release);
/* The index of the last release of DATE or before it; UINT32_MAX when the first is later. Without
 * day or month, DATE is the last day of that month or year. A release without a date comes before
 * all dates. */
PORTREG_API uint32_t portreg_release_of_date(const struct portreg *snapshot,
                                             struct portreg_date date);
/* Opens SNAPSHOT once more, as of the release at the index RELEASE: everything that *VIEW is asked,
 * it answers from that release. It reads the same bytes: SNAPSHOT must be closed after it, and text
 * lives as long as SNAPSHOT, also behind portreg_close of *VIEW. Any number of threads may read
 * *VIEW, and open views of SNAPSHOT, at the same time. SNAPSHOT may be a view itself: the new one
 * is of the same snapshot, and may outlive it. Takes time with the number of versions. On
 * PORTREG_OK the caller owns *VIEW, for portreg_close. Fails with PORTREG_MEMORY, or
 * PORTREG_NO_RELEASE when there is no such release. ERROR may be NULL. */
PORTREG_API int portreg_as_of(const struct portreg *snapshot, uint32_t release,
                              struct portreg **view, struct portreg_error *error);

/* All versions of the record with this key, in the order of their releases, whichever release
 * SNAPSHOT answers from. The count is 0 when there is no such record. */
PORTREG_API struct portreg_list portreg_versions(const struct portreg *snapshot, uint32_t key);

/* The state of PORT_NUMBER (host byte order) for one transport protocol. PORTREG_NO_TRANSPORT and
 * values out of range give an unassigned answer without records. */
PORTREG_API struct portreg_answer portreg_find_port(const struct portreg *snapshot,
                                                    enum portreg_transport_protocol protocol,
                                                    uint16_t port_number);

/* All records with this service name, in the published order: exactly this name, else without
 * regard to the case of letters (RFC 6335 section 5.1). NAME has LENGTH bytes. */
PORTREG_API struct portreg_list portreg_find_name(const struct portreg *snapshot, const char *name,
                                                  size_t length);

/* The next record whose port numbers overlap FIRST to LAST, by port number. *CURSOR begins as 0
 * and is for the library. False when there are no more. */
PORTREG_API bool portreg_next_in_ports(const struct portreg *snapshot, uint16_t first,
                                       uint16_t last, uint32_t *cursor,
                                       struct portreg_record *record);

/* The INDEXth record of LIST. False, and *RECORD untouched, past its end or on damage. */
PORTREG_API bool portreg_list_get(const struct portreg *snapshot, struct portreg_list list,
                                  uint32_t index, struct portreg_record *record);

/* All records of the release in the published order: INDEX counts from 0 to the record_count of
 * portreg_release. False past the end. */
PORTREG_API bool portreg_record_get(const struct portreg *snapshot, uint32_t index,
                                    struct portreg_record *record);

/* Takes the next piece off *REST, which begins as a _marked field. False at the end. */
PORTREG_API bool portreg_next_piece(struct portreg_text *rest, struct portreg_piece *piece);

/* The INDEXth statement that the publisher's sentences in RECORD make. False past the last. */
PORTREG_API bool portreg_record_statement(const struct portreg_record *record, uint32_t index,
                                          struct portreg_statement *statement);

/* The person with this handle. False: there is none. */
PORTREG_API bool portreg_find_person(const struct portreg *snapshot, const char *id, size_t length,
                                     struct portreg_person *person);

/* "tcp", "udp", "sctp", "dccp", or "". */
PORTREG_API const char *portreg_transport_protocol_name(enum portreg_transport_protocol protocol);
/* "assigned", "reserved", "unassigned", "dynamic". */
PORTREG_API const char *portreg_state_name(enum portreg_state state);
/* "assignment", "reservation", "availability", "other-transport", "all-transports", "range",
 * "no-record". */
PORTREG_API const char *portreg_reason_name(enum portreg_reason reason);

/* Writes why ANSWER has its state into BUFFER of SIZE_BYTES, as one clause for people that goes on
 * from the name of the state: "registered as https", "as it is assigned for tcp and udp (RFC 6335
 * section 8.1)". Returns the length of the whole clause; where it does not fit it is cut between
 * characters. It always ends with a NUL, unless SIZE_BYTES is 0. */
PORTREG_API size_t portreg_explain(const struct portreg *snapshot,
                                   const struct portreg_answer *answer, char *buffer,
                                   size_t size_bytes);

/* The range that PORT_NUMBER is in. */
PORTREG_API struct portreg_range portreg_range_of(uint16_t port_number);
/* What is special about PORT_NUMBER whatever is registered: it is at the edge of a range, or for
 * experiments (RFC 6335 sections 6 and 6.1). "" for all others. */
PORTREG_API const char *portreg_remark(uint16_t port_number);

#ifdef __cplusplus
}
#endif

#endif
