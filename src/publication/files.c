/* The table of a release's files. */
#include "publication/files.h"

const struct release_file release_files[RELEASE_FILE_COUNT] = {
    {"xml", RELEASE_NAME ".xml", "XML", "application/xml"},
    {"csv", RELEASE_NAME ".csv", "CSV", "text/csv; charset=UTF-8"},
    {"txt", RELEASE_NAME ".txt", "Plain text", "text/plain; charset=UTF-8"},
    {"html", RELEASE_NAME ".xhtml", "HTML", "application/xhtml+xml"},
};
