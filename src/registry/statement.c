#include "registry/statement.h"
const char *statement_kind_name(enum statement_kind kind)
{
    (void)kind;
    return "";
}
bool record_statement(const struct record *r, size_t i, struct statement *s)
{
    (void)r;
    (void)i;
    (void)s;
    return false;
}
bool record_find_statement(const struct record *r, enum statement_kind k, struct statement *s)
{
    (void)r;
    (void)k;
    (void)s;
    return false;
}
void statement_append(struct buffer *b, const struct statement *s)
{
    (void)b;
    (void)s;
}
