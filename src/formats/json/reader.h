/* What the parts of the JSON reader share: refusing with a place, reading an object by a table of
 * its members, and the values that members have. */
#ifndef PORTREG_FORMATS_JSON_READER_H
#define PORTREG_FORMATS_JSON_READER_H

#include <jansson.h>

#include "formats/format.h"
#include "formats/json/place.h"

struct json_reader {
    const struct input *input;
    struct registry *registry;
    const struct findings *findings;
    struct error error; /* the first refusal */
    size_t refusals;
    bool out_of_memory;

    size_t value;   /* offset of the value at hand, to which places refer */
    size_t counted; /* up to here lines have been counted */
    struct position position;
    struct buffer marked; /* the marked text, or the references, at hand */
    struct buffer plain;
};

struct json_member_rule;

/* The value of a member of an object. */
struct json_value {
    const json_t *json;
    const json_t *object; /* that it is a member of */
    const struct json_place *place;
    const struct json_member_rule *rule;
};

/* A member that an object may have, and how it is read into TARGET. */
struct json_member_rule {
    const char *name;
    bool required;
    void (*read)(struct json_reader *reader, const struct json_value *value, void *target);
    size_t offset; /* of the field in TARGET */
};

/* Line and column of OFFSET, where an entry begins. Counts on from the last call, so asking in
 * order is cheap. */
struct position json_reader_position(struct json_reader *reader, size_t offset);

/* Refuses what stands at OFFSET of the file, or at PLACE of the value at hand. */
__attribute__((format(printf, 3, 4))) void json_refuse_at(struct json_reader *reader, size_t offset,
                                                          const char *format, ...);
__attribute__((format(printf, 3, 4))) void
json_refuse(struct json_reader *reader, const struct json_place *place, const char *format, ...);

/* "expected EXPECTED, found ..." with what JSON is, in words. */
void json_refuse_value(struct json_reader *reader, const struct json_place *place,
                       const char *expected, const json_t *json);

/* Whether to go no further: memory is short, or the first refusal is enough. */
bool json_reader_stopped(const struct json_reader *reader);

/* Reads JSON, which must be an object, into TARGET by the COUNT RULES of its members. */
void json_read_object(struct json_reader *reader, const struct json_place *place,
                      const json_t *json, const struct json_member_rule *rules, size_t count,
                      void *target);

/* A copy of TEXT that lives as long as the registry. */
struct text json_keep(struct json_reader *reader, struct text text);

/* The text of a string without control characters; borrowed from JSON. Refuses anything else. */
bool json_take_text(struct json_reader *reader, const struct json_place *place, const json_t *json,
                    struct text *text);

/* Rules for members: the field is a struct text, kept; text that is not empty, or any. */
void json_read_text(struct json_reader *reader, const struct json_value *value, void *target);
void json_read_any_text(struct json_reader *reader, const struct json_value *value, void *target);
/* The field is a struct text that borrows from the JSON value. */
void json_read_borrowed(struct json_reader *reader, const struct json_value *value, void *target);
/* The field is a struct date. */
void json_read_date(struct json_reader *reader, const struct json_value *value, void *target);
/* Marked text: NAME, with NAME_content beside it when it has marks. The field is a struct text. */
void json_read_marked(struct json_reader *reader, const struct json_value *value, void *target);
/* NAME_content itself: read with NAME, which must be there. */
void json_read_content(struct json_reader *reader, const struct json_value *value, void *target);
/* References of any type, at least one. The field is a struct text. */
void json_read_references(struct json_reader *reader, const struct json_value *value, void *target);

/* Reads a record, which must be an object, into RECORD, which is all zero. */
void json_read_record(struct json_reader *reader, const json_t *json, struct record *record);

/* An array of references into marked text, whatever their number. */
void json_take_references(struct json_reader *reader, const struct json_place *place,
                          const json_t *json, struct text *references);

#endif
