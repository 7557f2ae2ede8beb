/* What answers as JSON have in common. */
#ifndef PORTREG_FORMATS_JSON_ANSWER_PARTS_H
#define PORTREG_FORMATS_JSON_ANSWER_PARTS_H

#include "formats/json/answer.h"
#include "formats/json/record.h"

/* A record and what is derived from it: as one object, and as members of one. */
void answer_write_record(struct sink *sink, const struct portreg_record *record);
void answer_members_record(struct json_members *members, const struct portreg_record *record);

/* The member "release": which one SNAPSHOT answers from. */
void answer_member_release(struct json_members *parent, const struct portreg *snapshot);

/* The member "disclaimer". */
void answer_member_disclaimer(struct json_members *members);

/* The members "total", "page" and "page_count". */
void answer_members_page(struct json_members *members, const struct answer_page *page);

/* The place in the list of the first entry of PAGE, and the place behind its last one. */
size_t answer_page_first(const struct answer_page *page);
size_t answer_page_end(const struct answer_page *page);

#endif
