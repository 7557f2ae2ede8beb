/* The files of a release: their names, formats and media types. One table for the publication,
 * which writes them, and for the server, which sends them. */
#ifndef PORTREG_PUBLICATION_FILES_H
#define PORTREG_PUBLICATION_FILES_H

#include "registry/registry.h"

/* What the files are called, and the path under which they are served. */
#define RELEASE_NAME REGISTRY_ID

/* The snapshot, in the data directory and in the directory of a release. */
#define SNAPSHOT_FILE "registry.portreg"
/* The directory of the current release, in the data directory. */
#define PUBLISHED_DIRECTORY "published"
/* The published XML, in the data directory. */
#define PUBLISHED_XML PUBLISHED_DIRECTORY "/" RELEASE_NAME ".xml"
/* The hashes of the files, in the directory of a release, as sha256sum(1) reads them. */
#define HASHES_FILE "SHA256SUMS"
/* What proves that the log has the entry of the release, beside its files. */
#define RELEASE_PROOF_FILE "release.tlog-proof"

struct release_file {
    const char *format;     /* as in the table of formats: "html" */
    const char *name;       /* "service-names-port-numbers.xhtml" */
    const char *title;      /* as the publisher's pages call it: "HTML" */
    const char *media_type; /* as it is sent */
};

enum { RELEASE_FILE_COUNT = 4, RELEASE_FILE_XML = 0 };
/* In the order in which they are written; the hashes begin with that of RELEASE_FILE_XML. */
extern const struct release_file release_files[RELEASE_FILE_COUNT];

#endif
