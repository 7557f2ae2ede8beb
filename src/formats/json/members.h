/* Writing the members of a JSON object (RFC 8259) one after another: commas, names, escaping. */
#ifndef PORTREG_FORMATS_JSON_MEMBERS_H
#define PORTREG_FORMATS_JSON_MEMBERS_H

#include "base/date.h"
#include "base/sink.h"

/* TEXT, which is UTF-8, as a JSON string with its quotes. */
void json_write_string(struct sink *sink, struct text text);

/* The members of an object on its way to SINK. */
struct json_members {
    struct sink *sink;
    bool any; /* a comma comes before the next member */
};

/* Begins an object. */
struct json_members json_members_begin(struct sink *sink);
/* Ends it. */
void json_members_end(struct json_members *members);

/* Writes the name of the next member; the caller writes its value. */
void json_member(struct json_members *members, const char *name);

void json_member_text(struct json_members *members, const char *name, struct text text);
void json_member_number(struct json_members *members, const char *name, uint64_t number);
void json_member_bool(struct json_members *members, const char *name, bool value);

/* As above, but nothing at all for the empty text, and for no date. */
void json_member_text_if_any(struct json_members *members, const char *name, struct text text);
void json_member_date_if_any(struct json_members *members, const char *name, struct date date);

#endif
