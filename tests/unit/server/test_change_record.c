/* Tests of how a change of a record is written. */
#include "server/pages/change_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct buffer buffer;

static void write(const struct record *before, const struct record *after)
{
    struct html html;
    struct change change = change_of(before, after);
    buffer_done(&buffer);
    html_begin_xml(&html, &buffer);
    html_open(&html, "li");
    change_record_write(&html, &change, TEXT("2025-01-01"), TEXT("2026-02-02"));
    html_end(&html);
}

static void assert_has(const char *words)
{
    if (text_find(buffer_text(&buffer), text_of(words), 0) == SIZE_MAX)
        fail_msg("no \"%s\" in %.*s", words, TEXT_ARGS(buffer_text(&buffer)));
}

static const struct record tea = {
    .service_name = TEXT("tea"),
    .ports = {7, 7, false},
    .has_ports = true,
    .transport_protocol = TRANSPORT_TCP,
    .description = TEXT("Tea from the old pot"),
};

static void an_addition_links_what_is_there_now(void **state)
{
    (void)state;
    write(NULL, &tea);
    assert_has("<a href=\"/services/tea?as-of=2026-02-02\">tea</a>");
    assert_has("<a href=\"/ports/7?as-of=2026-02-02\">7</a>/tcp");
    assert_has("<dt>Description</dt><dd>Tea from the old pot</dd>");
}

static void a_removal_links_what_was_there(void **state)
{
    (void)state;
    write(&tea, NULL);
    assert_has("<a href=\"/ports/7?as-of=2025-01-01\">7</a>");
    assert_has("The record was removed.");
}

static void only_words_that_differ_are_marked(void **state)
{
    (void)state;
    struct record after = tea;
    after.description = TEXT("Tea from the new pot");
    write(&tea, &after);
    assert_has("<dd>Tea from the <del>old</del> <ins>new</ins> pot</dd>");
    after.description = TEXT("Tea from the old teapot");
    write(&tea, &after);
    assert_has("<dd>Tea from the old <del>pot</del> <ins>teapot</ins></dd>");
    after.description = TEXT("Tea from the old pot pot");
    write(&tea, &after);
    assert_has("<ins>");
    assert_true(text_find(buffer_text(&buffer), TEXT("<del>"), 0) == SIZE_MAX);
    after.description = TEXT("");
    write(&tea, &after);
    assert_has("<dd><del>Tea from the old pot</del> </dd>");
    after.description = TEXT("<b>&");
    write(&tea, &after);
    assert_has("<ins>&lt;b&gt;&amp;</ins>");
}

static void characters_stay_whole(void **state)
{
    (void)state;
    struct record before = tea, after = tea;
    before.description = TEXT("caf\xc3\xa9");
    after.description = TEXT("caf\xc3\xa8");
    write(&before, &after);
    assert_has("<del>caf\xc3\xa9</del> <ins>caf\xc3\xa8</ins>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_addition_links_what_is_there_now),
        cmocka_unit_test(a_removal_links_what_was_there),
        cmocka_unit_test(only_words_that_differ_are_marked),
        cmocka_unit_test(characters_stay_whole),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buffer_done(&buffer);
    return failed;
}
