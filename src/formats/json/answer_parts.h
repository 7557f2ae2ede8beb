/* What answers as JSON have in common. */
#ifndef PORTREG_FORMATS_JSON_ANSWER_PARTS_H
#define PORTREG_FORMATS_JSON_ANSWER_PARTS_H

#include "formats/json/answer.h"
#include "formats/json/record.h"

/* A record and what is derived from it: as one object, and as members of one. */
void json_write_answered(struct sink *sink, const struct portreg_record *record);
void json_members_answered(struct json_members *members, const struct portreg_record *record);

/* The member "release": which one SNAPSHOT answers from. */
void json_member_release(struct json_members *parent, const struct portreg *snapshot);

/* The member "disclaimer". */
void json_member_disclaimer(struct json_members *members);

/* The members "total", "page" and "page_count". */
void json_members_page(struct json_members *members, const struct answer_page *page);

/* The place in the list of the first entry of PAGE, and the place behind its last one. */
size_t answer_page_first(const struct answer_page *page);
size_t answer_page_end(const struct answer_page *page);

#endif
