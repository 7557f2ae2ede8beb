/* The form of an answer that a client likes best (RFC 9110 section 12.5.1): the page for a browser,
 * JSON for a program, plain text for a terminal. */
#ifndef PORTREG_SERVER_FORM_H
#define PORTREG_SERVER_FORM_H

#include "base/text.h"

/* In the order in which they are preferred when a client names several with the same weight. */
enum form {
    FORM_HTML, /* text/html */
    FORM_JSON, /* application/json */
    FORM_TEXT, /* text/plain */
    FORM_COUNT,
};

/* A set of forms, for form_choose. */
enum { FORMS_ALL = (1 << FORM_COUNT) - 1 };

/* The form of FORMS, a set of 1 << enum form that is not empty, that a client wants who sends
 * Accept: ACCEPT (NULL bytes when it sends none). A form that it names beats one that it takes by a
 * wildcard with the same weight. A client that takes anything gets plain text, where FORMS has it:
 * curl and its like show the answer as it is. One that takes none of them is answered all the same,
 * as section 12.4.1 allows. */
enum form form_choose(struct text accept, unsigned forms);

#endif
