/* What a connection is beneath HTTP: TLS. Only the files http*.c include this. */
#ifndef PORTREG_SERVER_HTTP_CONNECTION_H
#define PORTREG_SERVER_HTTP_CONNECTION_H

#include <microhttpd.h>

#include "server/tls.h"

enum { HTTP_TLS_OPTION_COUNT = 3 };
/* What libmicrohttpd is to be started with for TLS, beside the flag MHD_USE_TLS; for
 * MHD_OPTION_ARRAY. */
void http_tls_options(struct MHD_OptionItem options[static HTTP_TLS_OPTION_COUNT]);

/* Makes a connection over TLS that has just been accepted show PAIR, which must live as long. */
void http_tls_begin(struct MHD_Connection *connection, struct tls_pair *pair);

#endif
