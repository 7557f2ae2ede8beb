/* Which form of an answer a client gets, by its Accept header. */
#include "server/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { PAGE_AND_JSON = 1 << FORM_HTML | 1 << FORM_JSON };

static const struct {
    const char *accept; /* NULL: no header */
    unsigned forms;
    enum form expected;
} cases[] = {
    /* browsers */
    {"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", FORMS_ALL,
     FORM_HTML},
    {"text/html", FORMS_ALL, FORM_HTML},
    /* terminals */
    {"*/*", FORMS_ALL, FORM_TEXT},
    {NULL, FORMS_ALL, FORM_TEXT},
    {"", FORMS_ALL, FORM_TEXT},
    {"text/*", FORMS_ALL, FORM_TEXT},
    /* programs */
    {"application/json", FORMS_ALL, FORM_JSON},
    {"application/json, text/plain, */*", FORMS_ALL, FORM_JSON},
    {"text/plain, application/json;q=0.9", FORMS_ALL, FORM_TEXT},
    {"APPLICATION/JSON;charset=utf-8", FORMS_ALL, FORM_JSON},
    {"application/*", FORMS_ALL, FORM_JSON},
    /* weights, and what is refused by them */
    {"text/html;q=0.5, application/json;q=0.6", FORMS_ALL, FORM_JSON},
    {"text/html;q=0.5, */*;q=0.6", FORMS_ALL, FORM_TEXT},
    {"*/*, text/plain;q=0", FORMS_ALL, FORM_JSON},
    {"*/*, text/plain;q=0, application/json;q=0", FORMS_ALL, FORM_HTML},
    {"text/html;q=0, text/*", FORMS_ALL, FORM_TEXT},
    /* what is not there is not given */
    {"text/plain", PAGE_AND_JSON, FORM_JSON},
    {"text/html, text/plain", PAGE_AND_JSON, FORM_HTML},
    {"image/png", FORMS_ALL, FORM_TEXT},
    {"image/png", 1 << FORM_HTML, FORM_HTML},
    {",,;=,text/html;q=x", FORMS_ALL, FORM_TEXT},
};

static void test_choose(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        if (form_choose(text_of(cases[i].accept), cases[i].forms) != cases[i].expected)
            fail_msg("Accept: %s", cases[i].accept ? cases[i].accept : "(none)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_choose)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
