/* Answering with JSON. */
#ifndef PORTREG_SERVER_API_REPLY_H
#define PORTREG_SERVER_API_REPLY_H

#include "base/sink.h"
#include "server/routes.h"

/* Writes the content of an answer. Returns 0 or a status. */
typedef int reply_write(void *context, struct sink *sink, struct error *error);

/* Answers VISIT with what WRITE writes. Returns 0 or a status. */
int reply_json(const struct visit *visit, reply_write *write, void *context, struct error *error);

#endif
