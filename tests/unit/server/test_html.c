/* Tests of writing HTML: that nothing gets in unescaped. */
#include "server/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_escaping(void **state)
{
    (void)state;
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    html_begin(&html, &buffer);
    html_open(&html, "p");
    html_attribute(&html, "title", TEXT("\"><script>"));
    html_text(&html, TEXT("a<b>&'\"c"));
    html_open(&html, "br");
    html_format(&html, "%d < %d", 1, 2);
    html_link(&html, TEXT("/?a&b"), TEXT("</a>"));
    html_end(&html);
    buffer_append_byte(&buffer, '\0');
    assert_string_equal(buffer.bytes,
                        "<!DOCTYPE html>\n<html lang=\"en\"><p title=\"&quot;&gt;&lt;script&gt;\">"
                        "a&lt;b&gt;&amp;&#39;&quot;c<br>1 &lt; 2"
                        "<a href=\"/?a&amp;b\">&lt;/a&gt;</a></p></html>\n");
    buffer_done(&buffer);
}

static void test_flags_and_empty_elements(void **state)
{
    (void)state;
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    html_begin(&html, &buffer);
    html_open(&html, "input");
    html_flag(&html, "disabled");
    html_open(&html, "td");
    html_close(&html);
    html_end(&html);
    buffer_append_byte(&buffer, '\0');
    assert_string_equal(buffer.bytes,
                        "<!DOCTYPE html>\n<html lang=\"en\"><input disabled><td></td></html>\n");
    buffer_done(&buffer);
}

static void test_xml(void **state)
{
    (void)state;
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    html_begin_xml(&html, &buffer);
    html_open(&html, "feed");
    html_set(&html, "xmlns", "http://www.w3.org/2005/Atom");
    html_open(&html, "link");
    html_set(&html, "href", "/?a&b");
    html_element(&html, "title", TEXT("]]> <a>"));
    html_open(&html, "br");
    html_end(&html);
    buffer_append_byte(&buffer, '\0');
    assert_string_equal(buffer.bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                      "<feed xmlns=\"http://www.w3.org/2005/Atom\">"
                                      "<link href=\"/?a&amp;b\"/>"
                                      "<title>]]&gt; &lt;a&gt;</title><br/></feed>\n");
    buffer_done(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escaping),
        cmocka_unit_test(test_flags_and_empty_elements),
        cmocka_unit_test(test_xml),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
