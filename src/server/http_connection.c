/* TLS beneath HTTP. */
#include "server/http_connection.h"

#include <gnutls/abstract.h>

/* libmicrohttpd wants one certificate or a function that finds one. A session has its own, by
 * http_tls_begin, and then never asks this. */
static int find_no_certificate(gnutls_session_t session, const gnutls_datum_t *authorities,
                               int authority_count, const gnutls_pk_algorithm_t *algorithms,
                               int algorithm_count, gnutls_pcert_st **certificates,
                               unsigned *certificate_count, gnutls_privkey_t *key)
{
    (void)session;
    (void)authorities;
    (void)authority_count;
    (void)algorithms;
    (void)algorithm_count;
    *certificates = NULL;
    *certificate_count = 0;
    *key = NULL;
    return -1;
}

void http_tls_options(struct MHD_OptionItem options[static HTTP_TLS_OPTION_COUNT])
{
    options[0] =
        (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES};
    options[1] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_CERT_CALLBACK, 0,
                                         (void *)(uintptr_t)find_no_certificate};
    options[2] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
}

void http_tls_begin(struct MHD_Connection *connection, struct tls_pair *pair)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (info)
        tls_apply(pair, info->tls_session);
}
