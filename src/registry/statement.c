/* Statements: one table of the publisher's sentences, and the two ways through it. */
#include "registry/statement.h"

#include <stdio.h>

/* The publisher's sentences, today's first of each kind. What stands in braces is a slot; a blank
 * stands for any run of white space, breaks and paragraph marks, and is written as it is here. */
struct wording {
    enum statement_kind kind;
    struct text sentence;
};

static const struct wording wordings[] = {
    {STATEMENT_ALIAS, TEXT("This entry is an alias to \"{name}\".\n"
                           "This entry is now historic, not usable for use with many\n"
                           "common service discovery mechanisms.")},

    {STATEMENT_REPLACEMENT, TEXT("IANA assigned this well-formed service name as a replacement "
                                 "for \"{name}\".")},

    {STATEMENT_DUPLICATE, TEXT("This is a duplicate of the \"{name}\" service and should not be "
                               "used for discovery purposes.")},

    {STATEMENT_DE_ASSIGNED, TEXT("De-assigned on {date}, previously {name} by {references}")},
    {STATEMENT_DE_ASSIGNED, TEXT("De-Assigned on {date}.")},
    {STATEMENT_DE_ASSIGNED, TEXT("De-Assigned on {date}")},
    {STATEMENT_DE_ASSIGNED, TEXT("De-assigned on {date}.")},
    {STATEMENT_DE_ASSIGNED, TEXT("De-assigned on {date}")},
    {STATEMENT_DE_ASSIGNED, TEXT("Historic usage was {name}. De-Assigned on {date}")},
    {STATEMENT_DE_ASSIGNED, TEXT("Historic usage was {name}. De-Assigned on {date}.")},
    {STATEMENT_DE_ASSIGNED, TEXT("Previously assigned to {text} but released by {references}")},
    {STATEMENT_DE_ASSIGNED, TEXT("De-registered {long date}")},
    {STATEMENT_DE_ASSIGNED, TEXT("De-registered ({long date})")},

    {STATEMENT_REMOVED, TEXT("This entry has been removed on {date}.")},
    {STATEMENT_REMOVED, TEXT("This entry is being removed on {date}.")},
    {STATEMENT_REMOVED, TEXT("This port has been removed on {date}.")},
    {STATEMENT_REMOVED, TEXT("This port was previously removed on {date}.")},
    {STATEMENT_REMOVED, TEXT("(Removed {loose date})")},
    {STATEMENT_REMOVED, TEXT("Removed on {date}")},

    {STATEMENT_RENAMED, TEXT("This service name was previously assigned under the\n"
                             "      name \"{name}\". This has been de-assigned and\n"
                             "      re-assigned with the approval of the previous assignee.")},
    {STATEMENT_RENAMED, TEXT("This service name was previously assigned under the\n"
                             "    name _{name}_. This will be de-assigned\n"
                             "    and re-assigned with the approval of the previous assignee.")},

    {STATEMENT_TXT_KEYS, TEXT("Defined TXT keys: {text}")},
    {STATEMENT_TXT_KEYS, TEXT("Defined TXT Keys: {text}")},
    {STATEMENT_TXT_KEYS, TEXT("Defined TXT keys:{text}")},
    {STATEMENT_TXT_KEYS, TEXT("Defined TXT Keys:{text}")},
    {STATEMENT_TXT_KEYS, TEXT("Defined TXT keys:")},

    {STATEMENT_TEMPORARY, TEXT("(TEMPORARY - registered {date}, expires {expires})")},
    {STATEMENT_TEMPORARY, TEXT("(TEMPORARY - registered {date}, extension registered {extended}, "
                               "expires {expires})")},
    {STATEMENT_TEMPORARY, TEXT("TEMPORARY - registered {date}, expires {expires}")},
    {STATEMENT_TEMPORARY, TEXT("TEMPORARY - registered {date}, extension registered {extended}, "
                               "expires {expires}")},

    {STATEMENT_WIDESPREAD_USE, TEXT("This entry records an unassigned but widespread use")},
    {STATEMENT_WIDESPREAD_USE, TEXT("This entry records an unassigned but widespread use\n"
                                    "(added {us date})")},
};
enum { WORDING_COUNT = sizeof(wordings) / sizeof(wordings[0]) };

/* The first bytes of every sentence, so many of each: none has a blank or a slot in them. What does
 * not begin with one of these need not be compared with each sentence. */
enum { BEGINNING_BYTES = 4 };
static const char beginnings[][BEGINNING_BYTES + 1] = {
    "This", "IANA", "De-a", "De-A", "De-r", "Hist", "Prev", "(Rem", "Remo", "Defi", "(TEM", "TEMP",
};

/* No sentence is shorter: "Removed on 2019". Most descriptions are hardly longer. */
enum { SENTENCE_LEAST_BYTES = 15 };

/* How long the text of a slot may be that ends where the sentence goes on; a sentence of the
 * registry is nowhere near, and it bounds the search in a text that only resembles one. */
enum { NAME_LIMIT_BYTES = 100, TEXT_LIMIT_BYTES = 400 };

/* No match; what the functions below return instead of a number of bytes. */
static const size_t NONE = SIZE_MAX;

/* What a slot holds, one bit each. */
enum holding {
    HOLDS_NAME = 1,
    HOLDS_TEXT = 2,
    HOLDS_REFERENCES = 4,
    HOLDS_DATE = 8,
    HOLDS_EXTENDED = 16,
    HOLDS_EXPIRES = 32,
};

/* The forms in which a slot is written. */
enum slot_form {
    FORM_NAME,       /* a name, on one line */
    FORM_TEXT,       /* any text; as the last slot of a sentence, all to the end of the column */
    FORM_REFERENCES, /* one reference or several */
    FORM_DATE,       /* 2025-02-13 */
    FORM_LOOSE_DATE, /* 2004-2-6 */
    FORM_LONG_DATE,  /* 08 June 2001 */
    FORM_US_DATE,    /* 5/21/97 */
};

struct slot {
    struct text name;
    enum holding holding;
    enum slot_form form;
};

static const struct slot slots[] = {
    {TEXT("{name}"), HOLDS_NAME, FORM_NAME},
    {TEXT("{text}"), HOLDS_TEXT, FORM_TEXT},
    {TEXT("{references}"), HOLDS_REFERENCES, FORM_REFERENCES},
    {TEXT("{date}"), HOLDS_DATE, FORM_DATE},
    {TEXT("{loose date}"), HOLDS_DATE, FORM_LOOSE_DATE},
    {TEXT("{long date}"), HOLDS_DATE, FORM_LONG_DATE},
    {TEXT("{us date}"), HOLDS_DATE, FORM_US_DATE},
    {TEXT("{extended}"), HOLDS_EXTENDED, FORM_DATE},
    {TEXT("{expires}"), HOLDS_EXPIRES, FORM_DATE},
};

static const char *const month_names[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December",
};

/* Takes the slot with which *SENTENCE begins, or returns NULL when it begins with none. */
static const struct slot *slot_take(struct text *sentence)
{
    if (!sentence->length || sentence->bytes[0] != '{')
        return NULL;
    for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
        if (text_starts_with(*sentence, slots[i].name)) {
            *sentence = text_from(*sentence, slots[i].name.length);
            return &slots[i];
        }
    }
    return NULL;
}

static struct text *slot_text(const struct slot *slot, struct statement *statement)
{
    switch (slot->holding) {
    case HOLDS_NAME:
        return &statement->service_name;
    case HOLDS_REFERENCES:
        return &statement->references;
    default:
        return &statement->text;
    }
}

static struct date *slot_date(const struct slot *slot, struct statement *statement)
{
    switch (slot->holding) {
    case HOLDS_EXTENDED:
        return &statement->extended;
    case HOLDS_EXPIRES:
        return &statement->expires;
    default:
        return &statement->date;
    }
}

/* White space, in marked text. */
static bool is_blank(char c)
{
    return ascii_is_space(c) || marked_is_joint(c);
}

/* Whether a sentence can end before REST: "2019-10-30" has no place in "2019-10-301". */
static bool is_boundary(struct text rest)
{
    if (rest.length == 0)
        return true;
    char c = rest.bytes[0];
    return is_blank(c) || marked_is_mark(c) || memchr(".,;:)\"'", c, 7) != NULL;
}

static size_t blanks_length(struct text text)
{
    size_t length = 0;
    while (length < text.length && is_blank(text.bytes[length]))
        length++;
    return length;
}

/* A number of at most LIMIT digits at *OFFSET, which it moves behind; 0 when there is none. */
static unsigned take_digits(struct text text, size_t *offset, size_t limit)
{
    unsigned value = 0;
    for (size_t i = 0; i < limit && *offset < text.length && ascii_is_digit(text.bytes[*offset]);
         i++)
        value = value * 10 + (unsigned)(text.bytes[(*offset)++] - '0');
    return value;
}

static bool take_byte(struct text text, size_t *offset, char byte)
{
    if (*offset >= text.length || text.bytes[*offset] != byte)
        return false;
    (*offset)++;
    return true;
}

/* The name of a month at *OFFSET; 0 when there is none. */
static unsigned take_month(struct text text, size_t *offset)
{
    for (unsigned i = 0; i < 12; i++) {
        struct text name = text_of(month_names[i]);
        if (text_starts_with(text_from(text, *offset), name)) {
            *offset += name.length;
            return i + 1;
        }
    }
    return 0;
}

/* Sets *DATE when the calendar has this day. */
static bool date_make(unsigned year, unsigned month, unsigned day, struct date *date)
{
    char digits[32];
    int length = snprintf(digits, sizeof(digits), "%04u-%02u-%02u", year, month, day);
    return date_parse((struct text){digits, (size_t)length}, date);
}

/* A date in one of the forms that are not the registry's own. */
static size_t match_foreign_date(enum slot_form form, struct text text, struct date *date)
{
    size_t offset = 0;
    unsigned year, month, day;
    bool separated;
    if (form == FORM_LOOSE_DATE) {
        year = take_digits(text, &offset, 4);
        separated = take_byte(text, &offset, '-');
        month = take_digits(text, &offset, 2);
        separated = take_byte(text, &offset, '-') && separated;
        day = take_digits(text, &offset, 2);
    } else if (form == FORM_US_DATE) {
        month = take_digits(text, &offset, 2);
        separated = take_byte(text, &offset, '/');
        day = take_digits(text, &offset, 2);
        separated = take_byte(text, &offset, '/') && separated;
        year = take_digits(text, &offset, 2);
        year += year < 70 ? 2000 : 1900; /* the registry is younger than 1970 */
    } else {
        day = take_digits(text, &offset, 2);
        separated = take_byte(text, &offset, ' ');
        month = take_month(text, &offset);
        separated = take_byte(text, &offset, ' ') && separated;
        year = take_digits(text, &offset, 4);
    }
    return separated && date_make(year, month, day, date) ? offset : NONE;
}

/* A date in the registry's own form, as long as there is one. */
static size_t match_date(struct text text, struct date *date)
{
    static const size_t lengths[] = {10, 7, 4};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
        if (text.length >= lengths[i] && date_parse(text_slice(text, 0, lengths[i]), date))
            return lengths[i];
    return NONE;
}

/* References, as many as follow one another. */
static size_t match_references(struct text text, struct text *references)
{
    struct text rest = text;
    struct piece piece;
    size_t length = 0;
    while (marked_next(&rest, &piece) && piece.kind == PIECE_REFERENCE)
        length = text.length - rest.length;
    *references = text_slice(text, 0, length);
    return length ? length : NONE;
}

/* A slot that has its own end. */
static size_t match_closed(const struct slot *slot, struct text text, struct statement *statement)
{
    switch (slot->form) {
    case FORM_REFERENCES:
        return match_references(text, slot_text(slot, statement));
    case FORM_DATE:
        return match_date(text, slot_date(slot, statement));
    default:
        return match_foreign_date(slot->form, text, slot_date(slot, statement));
    }
}

static size_t match(struct text sentence, struct text text, struct statement *statement);

/* The last slot of a sentence: all but the white space at the end of the column. */
static size_t match_rest(const struct slot *slot, struct text text, struct statement *statement)
{
    while (text.length && is_blank(text.bytes[text.length - 1]))
        text.length--;
    *slot_text(slot, statement) = text;
    return text.length ? text.length : NONE;
}

/* A slot that ends where the rest of SENTENCE goes on, as early as possible. */
static size_t match_open(const struct slot *slot, struct text sentence, struct text text,
                         struct statement *statement)
{
    if (sentence.length == 0)
        return match_rest(slot, text, statement);
    bool is_name = slot->form == FORM_NAME;
    size_t limit = is_name ? NAME_LIMIT_BYTES : TEXT_LIMIT_BYTES;
    for (size_t i = 0; i < text.length && i < limit; i++) {
        char c = text.bytes[i];
        if (marked_is_mark(c) || (i == 0 && is_blank(c)) || (is_name && (c == '"' || c == '\n')))
            return NONE;
        size_t end = match(sentence, text_from(text, i + 1), statement);
        if (end != NONE) {
            *slot_text(slot, statement) = text_slice(text, 0, i + 1);
            return i + 1 + end;
        }
    }
    return NONE;
}

/* With how many bytes of SENTENCE TEXT begins, up to its next blank or slot. */
static size_t common_length(struct text sentence, struct text text)
{
    size_t least = sentence.length < text.length ? sentence.length : text.length;
    size_t length = 0;
    while (length < least && text.bytes[length] == sentence.bytes[length] &&
           sentence.bytes[length] != '{' && !is_blank(sentence.bytes[length]))
        length++;
    return length;
}

/* How many bytes of TEXT, from its beginning, say SENTENCE; fills the slots. */
static size_t match(struct text sentence, struct text text, struct statement *statement)
{
    size_t offset = 0;
    while (sentence.length) {
        struct text rest = text_from(text, offset);
        const struct slot *slot = sentence.bytes[0] == '{' ? slot_take(&sentence) : NULL;
        size_t length;
        if (slot && (slot->form == FORM_NAME || slot->form == FORM_TEXT)) {
            length = match_open(slot, sentence, rest, statement);
            return length == NONE ? NONE : offset + length;
        }
        if (slot) {
            length = match_closed(slot, rest, statement);
        } else if (is_blank(sentence.bytes[0])) {
            length = blanks_length(rest);
            length = length ? length : NONE;
            sentence = text_from(sentence, blanks_length(sentence));
        } else {
            length = common_length(sentence, rest);
            length = length ? length : NONE;
            sentence = text_from(sentence, length);
        }
        if (length == NONE)
            return NONE;
        offset += length;
    }
    return is_boundary(text_from(text, offset)) ? offset : NONE;
}

/* The number of a row of the table within its kind. */
static unsigned wording_number(size_t row)
{
    unsigned number = 0;
    while (row > 0 && wordings[row - 1].kind == wordings[row].kind) {
        row--;
        number++;
    }
    return number;
}

/* Whether TEXT, which is long enough, begins as one of the sentences does. */
static bool begins_as_sentence(struct text text)
{
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
        if (memcmp(text.bytes, beginnings[i], BEGINNING_BYTES) == 0)
            return true;
    return false;
}

/* The statement with which TEXT begins: of several sentences the longest. Returns its length. */
static size_t statement_match(struct text text, struct statement *statement)
{
    size_t longest = NONE;
    if (!begins_as_sentence(text))
        return NONE;
    for (size_t i = 0; i < WORDING_COUNT && longest != text.length; i++) {
        if (memcmp(wordings[i].sentence.bytes, text.bytes, BEGINNING_BYTES) != 0)
            continue;
        struct statement found = {.kind = wordings[i].kind};
        size_t length = match(wordings[i].sentence, text, &found);
        if (length == NONE || (longest != NONE && length <= longest))
            continue;
        longest = length;
        found.wording = wording_number(i);
        found.sentence = text_slice(text, 0, length);
        *statement = found;
    }
    return longest;
}

/* Where a search has to look closer: the first letters of the sentences, and marks. All but a few
 * bytes of the registry are passed over by this alone. */
static const bool stops[256] = {
    ['T'] = true,  ['D'] = true,  ['I'] = true,  ['H'] = true,  ['P'] = true,
    ['R'] = true,  ['('] = true,  [0x01] = true, [0x02] = true, [0x03] = true,
    [0x04] = true, [0x05] = true, [0x06] = true, [0x07] = true,
};

/* Whether C cannot stand before the first word of a sentence. */
static bool is_word(char c)
{
    return ascii_is_letter(c) || ascii_is_digit(c) || c == '-' || c == '_' || (c & 0x80);
}

/* Finds the next statement of COLUMN at or after *OFFSET, which it moves behind it. */
static bool find_next(struct text column, size_t *offset, struct statement *statement)
{
    size_t i = *offset;
    while (i + SENTENCE_LEAST_BYTES <= column.length) {
        char c = column.bytes[i];
        if (!stops[(unsigned char)c]) {
            i++;
            continue;
        }
        if (marked_is_mark(c)) { /* no sentence begins in a reference */
            struct text rest = text_from(column, i);
            struct piece piece;
            marked_next(&rest, &piece);
            i = column.length - rest.length;
            continue;
        }
        if (i == 0 || !is_word(column.bytes[i - 1])) {
            size_t length = statement_match(text_from(column, i), statement);
            if (length != NONE) {
                *offset = i + length;
                return true;
            }
        }
        i++;
    }
    *offset = i;
    return false;
}

const char *statement_kind_name(enum statement_kind kind)
{
    static const char *const names[] = {
        [STATEMENT_ALIAS] = "alias",
        [STATEMENT_REPLACEMENT] = "replacement",
        [STATEMENT_DUPLICATE] = "duplicate",
        [STATEMENT_DE_ASSIGNED] = "de-assigned",
        [STATEMENT_REMOVED] = "removed",
        [STATEMENT_RENAMED] = "renamed",
        [STATEMENT_TXT_KEYS] = "txt-keys",
        [STATEMENT_TEMPORARY] = "temporary",
        [STATEMENT_WIDESPREAD_USE] = "widespread-use",
    };
    return names[kind];
}

/* The first statement that is of KIND, or of any kind for STATEMENT_KIND_COUNT, after SKIP others
 * that are. */
static bool find_in_record(const struct record *record, int kind, size_t skip,
                           struct statement *statement)
{
    const struct text columns[] = {record->description, record->assignment_notes};
    static const enum column which[] = {COLUMN_DESCRIPTION, COLUMN_ASSIGNMENT_NOTES};
    for (size_t i = 0; i < 2; i++) {
        size_t offset = 0;
        while (find_next(columns[i], &offset, statement)) {
            if (kind != STATEMENT_KIND_COUNT && kind != (int)statement->kind)
                continue;
            statement->column = which[i];
            if (skip-- == 0)
                return true;
        }
    }
    return false;
}

bool record_statement(const struct record *record, size_t index, struct statement *statement)
{
    return find_in_record(record, STATEMENT_KIND_COUNT, index, statement);
}

bool record_find_statement(const struct record *record, enum statement_kind kind,
                           struct statement *statement)
{
    return find_in_record(record, (int)kind, 0, statement);
}

unsigned record_statement_kinds(const struct record *record)
{
    const struct text columns[] = {record->description, record->assignment_notes};
    struct statement statement;
    unsigned kinds = 0;
    for (size_t i = 0; i < 2; i++)
        for (size_t offset = 0; find_next(columns[i], &offset, &statement);)
            kinds |= 1u << statement.kind;
    return kinds;
}

/* What STATEMENT holds, as bits. */
static unsigned statement_holdings(const struct statement *statement)
{
    return (statement->service_name.length ? HOLDS_NAME : 0u) |
           (statement->text.length ? HOLDS_TEXT : 0u) |
           (statement->references.length ? HOLDS_REFERENCES : 0u) |
           (date_is_set(statement->date) ? HOLDS_DATE : 0u) |
           (date_is_set(statement->extended) ? HOLDS_EXTENDED : 0u) |
           (date_is_set(statement->expires) ? HOLDS_EXPIRES : 0u);
}

/* What SENTENCE has a place for, as bits. */
static unsigned sentence_holdings(struct text sentence)
{
    unsigned holdings = 0;
    while (sentence.length) {
        const struct slot *slot = slot_take(&sentence);
        if (slot)
            holdings |= slot->holding;
        else
            sentence = text_from(sentence, 1);
    }
    return holdings;
}

/* The sentence for STATEMENT; empty when the table has none. */
static struct text choose_sentence(const struct statement *statement)
{
    unsigned holdings = statement_holdings(statement);
    struct text chosen = {NULL, 0};
    for (size_t i = 0; i < WORDING_COUNT; i++) {
        if (wordings[i].kind != statement->kind ||
            sentence_holdings(wordings[i].sentence) != holdings)
            continue;
        if (wording_number(i) == statement->wording)
            return wordings[i].sentence;
        if (!chosen.length)
            chosen = wordings[i].sentence;
    }
    return chosen;
}

static void append_date(struct buffer *buffer, enum slot_form form, struct date date)
{
    char digits[DATE_SIZE_BYTES];
    bool fits = date.day && (form != FORM_US_DATE || (date.year >= 1970 && date.year < 2070));
    switch (fits ? form : FORM_DATE) { /* the other forms are of whole dates */
    case FORM_LOOSE_DATE:
        buffer_format(buffer, "%u-%u-%u", date.year, date.month, date.day);
        break;
    case FORM_LONG_DATE:
        buffer_format(buffer, "%02u %s %u", date.day, month_names[date.month - 1], date.year);
        break;
    case FORM_US_DATE:
        buffer_format(buffer, "%u/%u/%02u", date.month, date.day, date.year % 100u);
        break;
    default:
        buffer_append(buffer, text_of(date_format(date, digits)));
        break;
    }
}

bool statement_append(struct buffer *buffer, const struct statement *statement)
{
    struct text sentence = choose_sentence(statement);
    struct statement held = *statement;
    if (!sentence.length)
        return false;
    while (sentence.length) {
        const struct slot *slot = slot_take(&sentence);
        if (!slot) {
            buffer_append_byte(buffer, sentence.bytes[0]);
            sentence = text_from(sentence, 1);
        } else if (slot->form == FORM_NAME || slot->form == FORM_TEXT ||
                   slot->form == FORM_REFERENCES) {
            buffer_append(buffer, *slot_text(slot, &held));
        } else {
            append_date(buffer, slot->form, *slot_date(slot, &held));
        }
    }
    return true;
}
