/* The publisher's files, as they were published. */
#ifndef PORTREG_SERVER_FILES_H
#define PORTREG_SERVER_FILES_H

#include "server/routes.h"

/* Answers with the file that the path names, or with the HTML file when it names none. */
int files_answer(const struct visit *visit, struct error *error);

#endif
