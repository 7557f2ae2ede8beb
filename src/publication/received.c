/* Received: the release of the same date is written in the format of the file, and compared. */
#include "publication/received.h"

#include "publication/directory.h"

/* Whether the one release of TIMELINE, written in FORMAT, has SHA256. */
static int compare(const struct timeline *timeline, const struct format *format,
                   const uint8_t sha256[static SHA256_SIZE_BYTES], bool *same, struct error *error)
{
    uint8_t written[SHA256_SIZE_BYTES];
    struct registry registry;
    struct buffer buffer;
    registry_init(&registry);
    buffer_init(&buffer);
    int status = timeline_release(timeline, 0, &registry, error);
    if (status == STATUS_OK)
        status = release_format(&registry, format, &buffer, error);
    if (status == STATUS_OK) {
        sha256_of(buffer_text(&buffer), written);
        *same = memcmp(written, sha256, sizeof(written)) == 0;
    }
    buffer_done(&buffer);
    registry_done(&registry);
    return status;
}

int received_find(struct store *store, const struct format *format, struct date date,
                  const uint8_t sha256[static SHA256_SIZE_BYTES], struct release *release,
                  struct error *error)
{
    struct timeline timeline;
    uint32_t sequence;
    bool same = false;
    *release = (struct release){.sequence = 0};
    int status = store_find_release(store, date, &sequence, error);
    if (status != STATUS_OK || sequence == 0 || !format->write)
        return status;
    status = store_read(store, sequence, true, &timeline, error);
    if (status != STATUS_OK)
        return status;
    if (date_pack(timeline.releases[0].date) == date_pack(date))
        status = compare(&timeline, format, sha256, &same, error);
    if (same)
        *release = timeline.releases[0];
    timeline_done(&timeline);
    return status;
}
