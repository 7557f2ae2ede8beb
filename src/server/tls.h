/* The certificate and the key that the server shows over TLS, and their exchange while it runs. */
#ifndef PORTREG_SERVER_TLS_H
#define PORTREG_SERVER_TLS_H

#include "base/error.h"

/* What libmicrohttpd sets up each session with: TLS 1.2 and 1.3, forward secrecy, and ciphers that
 * authenticate what they encrypt. */
#define TLS_PRIORITIES                                                                             \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-CIPHER-ALL:"      \
    "+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:-MAC-ALL:+AEAD:-SIGN-RSA-SHA1:"                  \
    "-SIGN-ECDSA-SHA1"

/* No chain of certificates and no key is larger. */
enum { TLS_FILE_LIMIT_BYTES = 1024 * 1024 };

struct tls;

/* A certificate with its key, which stays the same while somebody holds it. */
struct tls_pair;

/* Reads CERTIFICATE_FILE, the server's certificate and those between it and its authority, and
 * KEY_FILE, both PEM; the strings must live as long as *TLS. Returns 0; STATUS_INPUT when they are
 * no such files, do not belong together or are not valid today, STATUS_IO or STATUS_MEMORY. */
int tls_open(const char *certificate_file, const char *key_file, struct tls **tls,
             struct error *error);
void tls_close(struct tls *tls); /* TLS may be NULL */

/* Reads the files once more. What is wrong with them is told as by tls_open, and the old pair
 * stays; else connections from now on get the new one, and those that are there keep theirs. */
int tls_reload(struct tls *tls, struct error *error);

/* The pair of now, for one connection, which gives it back by tls_release. */
struct tls_pair *tls_hold(struct tls *tls);
void tls_release(struct tls_pair *pair);

/* Makes SESSION, a gnutls_session_t before its handshake, show PAIR. */
int tls_apply(struct tls_pair *pair, void *session);

#endif
