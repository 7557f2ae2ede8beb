/* Writing records, references and marked text as JSON: the same in files and in answers. What they
 * look like is described by docs/json-schema.json. Where memory is short, the sink has failed with
 * ENOMEM. */
#ifndef PORTREG_FORMATS_JSON_RECORD_H
#define PORTREG_FORMATS_JSON_RECORD_H

#include "formats/json/members.h"
#include "registry/record.h"

/* RECORD as one object, on one line. */
void json_write_record(struct sink *sink, const struct record *record);

/* The members of RECORD, into an object that the caller has begun and ends. */
void json_members_record(struct json_members *members, const struct record *record);

/* A list of references as an array of objects. */
void json_write_references(struct sink *sink, struct text references);

/* Marked text as the member NAME, plain, and, when it has marks, as NAME_content too: an array of
 * strings, {"break":true}, {"paragraph":[...]} and {"reference":{...}}. */
void json_member_marked(struct json_members *members, const char *name, struct text marked);

#endif
