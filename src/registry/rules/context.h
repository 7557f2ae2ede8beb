/* What the checks of the rules look into: the registry with indexes over it, made once, so that
 * no check takes more than O(n log n); and how they report. */
#ifndef PORTREG_REGISTRY_RULES_CONTEXT_H
#define PORTREG_REGISTRY_RULES_CONTEXT_H

#include "registry/rules.h"
#include "registry/state.h"

/* What is derived from the sentences of a record, once. Names are empty where there is none. */
struct record_facts {
    enum state state;
    struct text alias_of;
    struct text replaces;
    struct text duplicate_of;
    struct date expires;
};

struct rule_context {
    const struct registry *registry;
    const char *file;
    const struct findings *findings;
    const struct rule *rule; /* the one that is being checked */

    struct record_facts *facts;     /* of each record, in the order of the registry */
    const struct record **by_ports; /* with port numbers: by first, wider ranges first, transport */
    size_t by_ports_count;
    const struct record **by_name; /* named: by name without regard to case, ports, transport */
    size_t by_name_count;
    const struct record **by_code; /* with a service code, by it */
    size_t by_code_count;
    const struct person **by_id;       /* all people */
    bool *is_used;                     /* of each entry of by_id: something refers to it */
    const struct footnote **by_anchor; /* all footnotes */
    /* For each transport protocol T and port number P: of how many port numbers below P no record
     * of T or of all transport protocols speaks; for TRANSPORT_NONE: no record at all. */
    uint32_t (*silent)[PORT_COUNT + 1];
};

/* Makes the indexes. Returns 0 or STATUS_MEMORY; rule_context_done follows in either case. */
int rule_context_init(struct rule_context *context, const struct registry *registry,
                      const char *file, const struct findings *findings, struct error *error);
void rule_context_done(struct rule_context *context);

const struct record_facts *facts_of(const struct rule_context *context,
                                    const struct record *record);

/* Whether A comes before (< 0), with or after (> 0) B in by_name; file order does not count. */
int compare_by_name(const struct record *a, const struct record *b);

/* Whether A and B have the same port numbers (or none) and the same transport protocol. */
bool same_ports(const struct record *a, const struct record *b);
bool same_place(const struct record *a, const struct record *b);

/* The first record of by_name with this service name, in whatever case, and the port numbers and
 * the transport protocol of PLACE; or NULL. */
const struct record *find_named(const struct rule_context *context, struct text service_name,
                                const struct record *place);

/* The place in by_id of the person with this handle, or SIZE_MAX. */
size_t find_person(const struct rule_context *context, struct text id);

/* Whether there is a footnote of this anchor. */
bool has_footnote(const struct rule_context *context, struct text anchor);

/* Of how many port numbers of PORTS no record of PROTOCOL speaks; see silent. */
uint32_t count_silent(const struct rule_context *context, enum transport_protocol protocol,
                      struct ports ports);

/* Calls VISIT for every reference of the registry; RECORD is NULL for those of the header and the
 * footnotes. */
void visit_references(struct rule_context *context,
                      void (*visit)(struct rule_context *context, const struct record *record,
                                    const struct reference *reference));

enum { LABEL_SIZE_BYTES = QUOTED_SIZE_BYTES + 32 };
/* "http 80/tcp", "argus/tcp", "7748-7776", "49151": RECORD by its key. Returns BUFFER. */
const char *record_label(const struct record *record, char buffer[static LABEL_SIZE_BYTES]);

/* Reports that RECORD breaks the rule: FORMAT says what was found. */
__attribute__((format(printf, 3, 4))) void report_record(const struct rule_context *context,
                                                         const struct record *record,
                                                         const char *format, ...);

/* As report_record, for what is no record: SUBJECT names it. */
__attribute__((format(printf, 4, 5))) void report_subject(const struct rule_context *context,
                                                          struct position position,
                                                          const char *subject, const char *format,
                                                          ...);

#endif
