/* A release in words. */
#include "server/pages/release_words.h"

#include <stdio.h>
#include <time.h>

#include "server/pages/change_content.h"
#include "server/pages/site.h"

void release_words_append(struct buffer *buffer, const struct portreg_release *release,
                          const struct deeds *deeds)
{
    const char *between = "";
    if (release->index == 0) {
        buffer_append(buffer, TEXT("the first release here"));
        return;
    }
    if (!deeds->total)
        buffer_append(buffer, TEXT("no change of a record"));
    for (int kind = 0; kind < CHANGE_KIND_COUNT; kind++) {
        uint32_t count = deeds->changes[kind];
        if (!count)
            continue;
        buffer_format(buffer, "%s%u %s", between, count,
                      change_words((enum change_kind)kind, count));
        between = ", ";
    }
}

void release_received_write(struct html *html, const struct portreg_release *release)
{
    enum { MOMENT_SIZE_BYTES = 32 };
    char words[MOMENT_SIZE_BYTES], standard[MOMENT_SIZE_BYTES];
    time_t moment = (time_t)release->recorded_at;
    struct tm parts;
    if (!moment || !gmtime_r(&moment, &parts))
        return;
    strftime(words, sizeof(words), "%Y-%m-%d %H:%M UTC", &parts);
    strftime(standard, sizeof(standard), "%Y-%m-%dT%H:%MZ", &parts);
    site_term(html, "Received");
    html_open(html, "time");
    html_set(html, "datetime", standard);
    html_text(html, text_of(words));
    html_close(html);
    html_close(html);
}

void release_date_write(struct html *html, const struct portreg_release *release)
{
    char date[DATE_SIZE_BYTES];
    if (*date_format(date_of_portreg(release->date), date))
        html_element(html, "time", text_of(date));
    else
        html_text(html, TEXT("no date"));
}

const char *release_path(const struct portreg_release *release,
                         char buffer[static RELEASE_PATH_SIZE_BYTES])
{
    buffer[0] = '\0';
    if (release->sequence)
        snprintf(buffer, RELEASE_PATH_SIZE_BYTES, "/releases/%u", release->sequence);
    return buffer;
}
