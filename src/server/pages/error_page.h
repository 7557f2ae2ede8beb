/* What is refused, as a page for people: in plain words, and with ways on. */
#ifndef PORTREG_SERVER_PAGES_ERROR_PAGE_H
#define PORTREG_SERVER_PAGES_ERROR_PAGE_H

#include "server/routes.h"

/* When the response to VISIT is a problem, the client likes pages better, and the path is none that
 * programs use, gives it a page for a body. Otherwise, and without memory, it stays as it is. */
void error_page_replace(const struct visit *visit);

#endif
