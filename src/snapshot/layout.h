/* The bytes of a snapshot: one immutable file of fixed-width little-endian fields.
 *
 *   header          magic, version, size, checksum, and where each section is
 *   TEXT            every distinct text once: length, bytes, NUL
 *   RECORDS         every version of every record, in the published order
 *   LIFETIMES       the releases that each version is in, beside RECORDS
 *   VERSIONS_BY_KEY the versions by the key of their record, then by release
 *   PAST_BY_PORT    the versions that are not in the current release, as BY_PORT
 *   NAMES           every service name that any version has
 *   PEOPLE, PEOPLE_BY_ID, NOTES, FOOTNOTES, HEADS
 *                   every version of each, with its lifetime
 *   RELEASES        the releases, by date
 *   SEARCH_GROUPS   the first of each run of RECORDS whose texts are the same: what words lead to
 *   SEARCH_WORDS    every word of these texts, folded, in byte order: where its bytes and its list
 *                   begin; a last entry says where the last one ends
 *   SEARCH_LETTERS  beside SEARCH_WORDS: which letters each has
 *   SEARCH_BYTES    the words, one behind the other
 *   SEARCH_LISTS    the groups that each word is in, and in which columns
 *
 * The last one of RELEASES is the current release. These answer for it alone:
 *
 *   ORDER           its records in the published order
 *   SLOTS           4 x 65,536: the state of every port number for every transport protocol
 *   POSTINGS        lists of records that slots and names point into
 *   BY_PORT         the records with port numbers, by port number, for ranges
 *   NAME_TABLE      hash table of the service names without regard to case
 *   PEOPLE_ORDER, NOTE_ORDER, FOOTNOTE_ORDER
 *                   its people, notes and footnotes in the published order
 *
 * For the releases before it, what these would hold is found from the versions that lived then
 * (snapshot/past.h). */
#ifndef PORTREG_SNAPSHOT_LAYOUT_H
#define PORTREG_SNAPSHOT_LAYOUT_H

#include <assert.h>
#include <endian.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define SNAPSHOT_MAGIC "portreg\n"
enum { SNAPSHOT_VERSION = 3, SNAPSHOT_ALIGNMENT = 64 };

enum section {
    SECTION_TEXT,
    SECTION_RECORDS,
    SECTION_LIFETIMES,
    SECTION_VERSIONS_BY_KEY,
    SECTION_SLOTS,
    SECTION_POSTINGS,
    SECTION_BY_PORT,
    SECTION_PAST_BY_PORT,
    SECTION_NAME_TABLE,
    SECTION_NAMES,
    SECTION_PEOPLE,
    SECTION_PEOPLE_BY_ID,
    SECTION_NOTES,
    SECTION_FOOTNOTES,
    SECTION_HEADS,
    SECTION_RELEASES,
    SECTION_ORDER,
    SECTION_PEOPLE_ORDER,
    SECTION_NOTE_ORDER,
    SECTION_FOOTNOTE_ORDER,
    SECTION_SEARCH_GROUPS,
    SECTION_SEARCH_WORDS,
    SECTION_SEARCH_LETTERS,
    SECTION_SEARCH_BYTES,
    SECTION_SEARCH_LISTS,
    SECTION_COUNT,
};

struct disk_section {
    uint32_t offset; /* bytes from the start of the file, a multiple of SNAPSHOT_ALIGNMENT */
    uint32_t count;  /* entries; of TEXT: bytes */
};

struct disk_header {
    char magic[8];
    uint32_t version;
    uint32_t section_count;
    uint64_t size_bytes; /* of the file */
    uint64_t checksum;   /* snapshot_checksum */
    struct disk_section sections[SECTION_COUNT];
};
static_assert(sizeof(struct disk_header) == 32 + 8 * SECTION_COUNT, "padding");

/* A text: the offset of its entry in TEXT. 0 is the empty text. */
typedef uint32_t disk_text;

enum record_flag {
    RECORD_HAS_PORTS = 1,
    RECORD_HAS_ASSIGNEE = 2,
    RECORD_HAS_SERVICE_CODE = 4,
    RECORD_LEGACY_NAME = 8,
    RECORD_AS_RANGE = 16,
};

/* One version of a record. Columns in marked form, and as plain text where that differs. */
struct disk_record {
    disk_text service_name;
    disk_text description;
    disk_text description_plain;
    disk_text assignee;
    disk_text assignee_plain;
    disk_text contact;
    disk_text contact_plain;
    disk_text reference;
    disk_text reference_plain;
    disk_text unauthorized_use;
    disk_text assignment_notes;
    disk_text assignment_notes_plain;
    disk_text alias_of;
    uint32_t registration_date; /* date_pack */
    uint32_t modification_date;
    uint32_t service_code;
    uint32_t key; /* versions of the same record have the same */
    uint16_t first_port;
    uint16_t last_port;
    uint8_t transport_protocol;
    uint8_t flags;
    uint8_t verdict;  /* VERDICT_ASSIGNED, _RESERVED or _UNASSIGNED: what it says of its ports */
    uint8_t demerits; /* what keeps it from being the canonical one: the fewer, the earlier */
    uint32_t reserved;
};
static_assert(sizeof(struct disk_record) == 80, "padding");

/* The releases that something is in, as indexes of RELEASES. */
struct disk_lifetime {
    uint32_t first;
    uint32_t last;
};

/* What records say of a port number, and what follows from it for each transport protocol
 * (snapshot/verdict.h). A slot: 4 bits of verdict, 1 bit that tells a list from a single record, 27
 * bits of index: of the record, or of the list in POSTINGS (its count, then that many records). */
enum verdict {
    VERDICT_NONE,
    VERDICT_ASSIGNED,
    VERDICT_RESERVED,
    VERDICT_UNASSIGNED,
    VERDICT_OTHER_TRANSPORT,
    VERDICT_ALL_ASSIGNED,
    VERDICT_ALL_RESERVED,
    VERDICT_ALL_UNASSIGNED,
    VERDICT_DYNAMIC,
    VERDICT_COUNT,
};
enum {
    SLOT_VERDICT_SHIFT = 28,
    SLOT_LIST = 1 << 27,
    SLOT_INDEX = SLOT_LIST - 1,
    SLOT_COUNT = 4 * 65536,
};

/* Records by first port number; REACH is the highest last port number up to this entry. */
struct disk_by_port {
    uint32_t record;
    uint16_t first_port;
    uint16_t reach;
};
static_assert(sizeof(struct disk_by_port) == 8, "padding");

/* An entry of the hash table; 0 in NAME marks a free one. */
struct disk_name_slot {
    uint32_t hash; /* the low half of name_hash */
    uint32_t name; /* 1 + the index in NAMES */
};

struct disk_name {
    disk_text name;
    uint32_t at;         /* in POSTINGS: the records of the current release, then the others */
    uint32_t count;      /* of the current release; 0: it is no service name any more */
    uint32_t past_count; /* of the others */
};

struct disk_person {
    disk_text id;
    disk_text name;
    disk_text organization;
    disk_text uris; /* one a line */
    uint32_t updated;
    struct disk_lifetime lifetime;
};

struct disk_note {
    disk_text title; /* of a footnote: its anchor */
    disk_text content;
    struct disk_lifetime lifetime;
};

struct disk_head {
    disk_text id;
    disk_text title;
    disk_text category;
    disk_text references;
    disk_text experts;
    struct disk_lifetime lifetime; /* begins where that of the head before ends */
};

struct disk_release {
    uint8_t sha256[32];   /* of the file it was read from */
    uint64_t size_bytes;  /* of that file */
    uint64_t recorded_at; /* seconds since 1970, in two's complement */
    uint32_t sequence;
    uint32_t date; /* date_pack; not before that of the release before */
    uint32_t record_count;
    uint32_t reserved;
};
static_assert(sizeof(struct disk_release) == 64, "padding");

/* A word of the search index. Its list is a row of groups, ascending, in numbers of seven bits a
 * byte, the lowest first, all but the last with the high bit set: twice how many groups further on
 * it is than the one before (the first: than group 0), plus 1 when a set of enum search_place
 * follows that is not that of the one before. */
struct disk_search_word {
    uint32_t bytes; /* where it begins in SEARCH_BYTES; it ends where the next one begins */
    uint32_t list;  /* the same in SEARCH_LISTS */
};

/* Where in a record a word stands. */
enum search_place {
    PLACE_WHOLE_NAME = 1, /* the service name, without what parts its words */
    PLACE_NAME = 2,       /* a word of it */
    PLACE_DESCRIPTION = 4,
    PLACE_ASSIGNEE = 8,
    PLACE_CONTACT = 16,
    PLACE_REFERENCE = 32,
    PLACE_NOTES = 64,
    PLACE_UNAUTHORIZED_USE = 128,
    PLACE_ALIAS_OF = 256, /* as PLACE_WHOLE_NAME, of the name that it is an alias of */
    PLACE_SET_COUNT = 512,
};

/* The letters of a word: a bit for each of a to z, one for digits, then five of its length. */
enum { LETTERS_DIGIT = 1 << 26, LETTERS_LENGTH_SHIFT = 27 };

/* The bytes of one entry of each section; here, so that where the section is known they are too. */
static const uint32_t section_entry_bytes[SECTION_COUNT] = {
    [SECTION_TEXT] = 1,
    [SECTION_RECORDS] = sizeof(struct disk_record),
    [SECTION_LIFETIMES] = sizeof(struct disk_lifetime),
    [SECTION_VERSIONS_BY_KEY] = sizeof(uint32_t),
    [SECTION_SLOTS] = sizeof(uint32_t),
    [SECTION_POSTINGS] = sizeof(uint32_t),
    [SECTION_BY_PORT] = sizeof(struct disk_by_port),
    [SECTION_PAST_BY_PORT] = sizeof(struct disk_by_port),
    [SECTION_NAME_TABLE] = sizeof(struct disk_name_slot),
    [SECTION_NAMES] = sizeof(struct disk_name),
    [SECTION_PEOPLE] = sizeof(struct disk_person),
    [SECTION_PEOPLE_BY_ID] = sizeof(uint32_t),
    [SECTION_NOTES] = sizeof(struct disk_note),
    [SECTION_FOOTNOTES] = sizeof(struct disk_note),
    [SECTION_HEADS] = sizeof(struct disk_head),
    [SECTION_RELEASES] = sizeof(struct disk_release),
    [SECTION_ORDER] = sizeof(uint32_t),
    [SECTION_PEOPLE_ORDER] = sizeof(uint32_t),
    [SECTION_NOTE_ORDER] = sizeof(uint32_t),
    [SECTION_FOOTNOTE_ORDER] = sizeof(uint32_t),
    [SECTION_SEARCH_GROUPS] = sizeof(uint32_t),
    [SECTION_SEARCH_WORDS] = sizeof(struct disk_search_word),
    [SECTION_SEARCH_LETTERS] = sizeof(uint32_t),
    [SECTION_SEARCH_BYTES] = 1,
    [SECTION_SEARCH_LISTS] = 1,
};

/* The checksum of a snapshot with this header and this BODY, which is everything behind the header.
 * It covers every byte of the file but its own. */
uint64_t snapshot_checksum(const struct disk_header *header, struct text body);

/* The same for a body that grows: what has been summed up of it. */
struct snapshot_sum {
    uint64_t sums[3];
    size_t length; /* bytes summed up, a multiple of 24 */
};
#define SNAPSHOT_SUM_INIT ((struct snapshot_sum){{1, 2, 3}, 0})

/* Adds what is new in BODY, which begins with all that was in it before. */
void snapshot_sum_add(struct snapshot_sum *sum, struct text body);
/* The checksum of the snapshot with HEADER and BODY, which is whole. */
uint64_t snapshot_sum_end(struct snapshot_sum *sum, const struct disk_header *header,
                          struct text body);

/* The hash of a service name without regard to the case of ASCII letters. */
uint64_t name_hash(const char *name, size_t length);

#endif
