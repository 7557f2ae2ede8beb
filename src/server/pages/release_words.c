/* A release in words. */
#include "server/pages/release_words.h"

#include <stdio.h>
#include <time.h>

#include "server/pages/change_content.h"

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

const char *release_moment(const struct portreg_release *release,
                           char buffer[static MOMENT_SIZE_BYTES])
{
    time_t moment = (time_t)release->recorded_at;
    struct tm parts;
    buffer[0] = '\0';
    if (moment && gmtime_r(&moment, &parts))
        strftime(buffer, MOMENT_SIZE_BYTES, "%Y-%m-%d %H:%M UTC", &parts);
    return buffer;
}

const char *release_path(const struct portreg_release *release,
                         char buffer[static RELEASE_PATH_SIZE_BYTES])
{
    buffer[0] = '\0';
    if (release->sequence)
        snprintf(buffer, RELEASE_PATH_SIZE_BYTES, "/releases/%u", release->sequence);
    return buffer;
}
