/* Releases as JSON. */
#include <time.h>

#include "base/sha256.h"
#include "formats/json/answer_parts.h"

#define RELEASES_PATH "/api/v1/releases/"
#define CHANGES_PATH  "/api/v1/changes?release="

/* The member NAME: a moment in UTC (RFC 3339), unless it is not known. */
static void member_moment_if_any(struct json_members *members, const char *name, int64_t seconds)
{
    char words[32];
    struct tm parts;
    time_t moment = (time_t)seconds;
    if (seconds == 0 || !gmtime_r(&moment, &parts) ||
        strftime(words, sizeof(words), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        return;
    json_member_text(members, name, text_of(words));
}

static void members_release(struct json_members *members, const struct portreg_release *release)
{
    char sha256[SHA256_HEX_SIZE_BYTES];
    if (release->sequence)
        json_member_number(members, "sequence", release->sequence);
    json_member_date_if_any(members, "date", date_of_portreg(release->date));
    json_member_text(members, "sha256", text_of(sha256_format(release->sha256, sha256)));
    json_member_number(members, "record_count", release->record_count);
    if (release->size_bytes)
        json_member_number(members, "size_bytes", release->size_bytes);
    member_moment_if_any(members, "recorded_at", release->recorded_at);
}

void answer_write_releases(const struct portreg *snapshot, const struct answer_page *page,
                           struct sink *sink)
{
    struct portreg_release release = {0};
    struct json_members members = json_members_begin(sink);
    answer_members_page(&members, page);
    json_member(&members, "releases");
    sink_write_byte(sink, '[');
    for (size_t i = answer_page_first(page); i < answer_page_end(page); i++) {
        if (i > answer_page_first(page))
            sink_write_byte(sink, ',');
        portreg_release_get(snapshot, (uint32_t)(page->total - 1 - i), &release);
        struct json_members one = json_members_begin(sink);
        members_release(&one, &release);
        json_members_end(&one);
    }
    sink_write_byte(sink, ']');
    json_member_text_if_any(&members, "next", page->next);
    json_members_end(&members);
    sink_write_byte(sink, '\n');
}

static void member_files(struct json_members *parent, const struct answer_file *files, size_t count)
{
    if (!count)
        return;
    json_member(parent, "files");
    for (size_t i = 0; i < count; i++) {
        sink_write_byte(parent->sink, i ? ',' : '[');
        struct json_members members = json_members_begin(parent->sink);
        json_member_text(&members, "name", files[i].name);
        json_member_text(&members, "media_type", files[i].media_type);
        json_member_number(&members, "size_bytes", files[i].size_bytes);
        json_member_text(&members, "sha256", files[i].sha256);
        json_member_text(&members, "href", files[i].href);
        json_members_end(&members);
    }
    sink_write_byte(parent->sink, ']');
}

/* The member NAME: the address of what is found under PATH about the release at INDEX; nothing when
 * there is no such release, or its sequence number is not known. */
static void member_link(struct json_members *members, const char *name, const char *path,
                        const struct portreg *snapshot, uint32_t index)
{
    char address[64];
    struct portreg_release release;
    if (!portreg_release_get(snapshot, index, &release) || !release.sequence)
        return;
    snprintf(address, sizeof(address), "%s%u", path, release.sequence);
    json_member_text(members, name, text_of(address));
}

void answer_write_release(const struct portreg *snapshot, uint32_t index,
                          const struct answer_file *files, size_t file_count, struct sink *sink)
{
    struct portreg_release release = {0};
    struct json_members members = json_members_begin(sink);
    portreg_release_get(snapshot, index, &release);
    json_member_text(&members, "title", text_of_portreg(release.title));
    members_release(&members, &release);
    json_member_bool(&members, "is_current", index + 1 == portreg_release_count(snapshot));
    json_member(&members, "links");
    struct json_members links = json_members_begin(sink);
    member_link(&links, "changes", CHANGES_PATH, snapshot, index);
    if (index)
        member_link(&links, "earlier", RELEASES_PATH, snapshot, index - 1);
    member_link(&links, "later", RELEASES_PATH, snapshot, index + 1);
    json_members_end(&links);
    member_files(&members, files, file_count);
    json_members_end(&members);
    sink_write_byte(sink, '\n');
}
