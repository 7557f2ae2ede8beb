/* Saying what became of one synchronisation, in one line. */
#ifndef PORTREG_CLI_SYNC_REPORT_H
#define PORTREG_CLI_SYNC_REPORT_H

#include "cli/sync.h"

/* Says what RESULT is: a success on standard output, anything else, which ERROR explains, on
 * standard error. With JSON an object on standard output besides. Returns false, after a message,
 * when standard output takes no more. */
bool sync_report(const struct sync_request *request, const struct sync_result *result,
                 const struct error *error, bool json);

#endif
