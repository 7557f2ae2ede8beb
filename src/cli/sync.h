/* Synchronising: a mirror follows its publisher. */
#ifndef PORTREG_CLI_SYNC_H
#define PORTREG_CLI_SYNC_H

#include "base/date.h"
#include "cli/sync_memory.h"

/* IANA's own file, the only one from which a release can be published again byte for byte. */
#define SYNC_URL_DEFAULT                                                                           \
    "https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xml"

/* A release that has lost more of the records than this is refused: it is more likely half a file
 * than a decision. From one of IANA's releases to the next, 0.3 % is much; in ten years it was 2 %.
 */
enum { SYNC_LOSS_LIMIT_PERCENT = 1 };

struct sync_request {
    const char *data_directory;
    const char *url;
    unsigned timeout_s; /* for the download */
    bool force;         /* whatever the loss */
    bool (*cancelled)(void);
};

enum sync_outcome {
    SYNC_IMPORTED,    /* a new release is the current one */
    SYNC_NOTHING_NEW, /* the publisher has the release that is here */
    SYNC_REFUSED,     /* the publisher has something that is not taken; nothing has changed */
    SYNC_FAILED,      /* it did not work; nothing has changed */
};

/* A release, as far as it is reported. */
struct sync_release {
    struct date date; /* unset: there is none */
    size_t record_count;
    uint8_t sha256[SHA256_SIZE_BYTES]; /* of the published XML */
};

struct sync_result {
    enum sync_outcome outcome;
    char answered[URL_SIZE_BYTES]; /* the URL of the file, after redirects; empty when it failed */
    struct sync_release release;   /* that is the current one now */
    size_t lost_count;             /* records of the release before that the file has no more */
    unsigned retry_after_s;        /* how long the server asks to be left alone, or 0 */
    bool forgetful;                /* the memory could not be written; *ERROR says why */
};

/* Downloads what REQUEST names when it is not the current release of its data directory, refuses
 * what is no later state of the registry, and imports it. Fills *RESULT, and *ERROR where the
 * outcome needs one. */
void sync_run(const struct sync_request *request, struct sync_result *result, struct error *error);

#endif
