#include "registry/rules.h"
const struct rule rules[] = {{"", "", SEVERITY_ADVICE, ""}};
const size_t rule_count = 0;
int rules_check(const struct registry *r, const char *file, const struct findings *f,
                struct error *e)
{
    (void)r;
    (void)file;
    (void)f;
    (void)e;
    return 0;
}
