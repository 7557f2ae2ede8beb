/* The ids of feeds. */
#include "server/pages/feed_id.h"

#include <stdio.h>

#include "base/sha256.h"
#include "snapshot/query.h"

/* "urn:uuid:" with the first half of the SHA-256 of NAME, but for the bits that say what it is. */
static void format_id(struct text name, char id[static FEED_ID_SIZE_BYTES])
{
    uint8_t hash[SHA256_SIZE_BYTES];
    char hex[SHA256_HEX_SIZE_BYTES];
    sha256_of(name, hash);
    hash[6] = (uint8_t)((hash[6] & 0x0f) | 0x80);
    hash[8] = (uint8_t)((hash[8] & 0x3f) | 0x80);
    sha256_format(hash, hex);
    snprintf(id, FEED_ID_SIZE_BYTES, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
             hex + 16, hex + 20);
}

/* The id of WHAT in the feed of what was ASKED for, where TIME counts how often the same bytes were
 * received before. */
static void make_id(const char *what, const struct portreg_release *release, uint32_t time,
                    struct text asked, char id[static FEED_ID_SIZE_BYTES])
{
    char name[64 + SHA256_HEX_SIZE_BYTES + QUERY_SIZE_BYTES], hex[SHA256_HEX_SIZE_BYTES];
    int length = snprintf(name, sizeof(name), "%s %s %u %.*s", what,
                          sha256_format(release->sha256, hex), time, TEXT_ARGS(asked));
    size_t used = length < 0 ? 0 : (size_t)length;
    used = used < sizeof(name) ? used : sizeof(name) - 1;
    for (size_t i = used - (asked.length < used ? asked.length : used); i < used; i++)
        name[i] = ascii_lower(name[i]); /* service names are without case */
    format_id((struct text){name, used}, id);
}

void feed_id(const struct portreg *snapshot, struct text asked, char id[static FEED_ID_SIZE_BYTES])
{
    struct portreg_release release, first = {0};
    portreg_release_get(snapshot, 0, &first);
    for (uint32_t i = 1; portreg_release_get(snapshot, i, &release); i++)
        if (release.sequence < first.sequence)
            first = release;
    make_id("portreg feed", &first, 0, asked, id);
}

/* How many releases of the same bytes were received before RELEASE. */
static uint32_t count_received_before(const struct portreg *snapshot,
                                      const struct portreg_release *release)
{
    struct portreg_release other;
    uint32_t count = 0;
    for (uint32_t i = 0; portreg_release_get(snapshot, i, &other); i++)
        count += other.sequence < release->sequence &&
                 memcmp(other.sha256, release->sha256, sizeof(other.sha256)) == 0;
    return count;
}

void feed_entry_id(const struct portreg *snapshot, uint32_t release, struct text asked,
                   char id[static FEED_ID_SIZE_BYTES])
{
    struct portreg_release made_by = {0};
    portreg_release_get(snapshot, release, &made_by);
    make_id("portreg changes", &made_by, count_received_before(snapshot, &made_by), asked, id);
}
