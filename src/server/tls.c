/* TLS by GnuTLS, which libmicrohttpd uses. */
#include "server/tls.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

enum { CHAIN_LIMIT = 16 };

struct tls_pair {
    atomic_uint references;
    gnutls_certificate_credentials_t credentials;
};

struct tls {
    const char *certificate_file;
    const char *key_file;
    pthread_mutex_t mutex; /* for the pointer */
    struct tls_pair *pair;
};

/* A file in memory that is wiped when it is given back. */
struct secret {
    gnutls_datum_t datum;
    size_t size_bytes;
};

static void secret_done(struct secret *secret)
{
    if (secret->datum.data)
        explicit_bzero(secret->datum.data, secret->size_bytes);
    memory_free(secret->datum.data);
    *secret = (struct secret){0};
}

static int read_into(struct secret *secret, int fd, const char *path, struct error *error)
{
    while (secret->datum.size < secret->size_bytes) {
        ssize_t length = read(fd, secret->datum.data + secret->datum.size,
                              secret->size_bytes - secret->datum.size);
        if (length < 0)
            return error_system(error, "read", path);
        if (length == 0)
            return STATUS_OK;
        secret->datum.size += (unsigned)length;
    }
    return error_set(error, STATUS_INPUT, path, (struct position){0, 0},
                     "expected at most %d bytes, found more", TLS_FILE_LIMIT_BYTES);
}

/* Not through base/file.h, which leaves what it has read in memory that is used again. */
static int secret_read(struct secret *secret, const char *path, struct error *error)
{
    *secret = (struct secret){.size_bytes = TLS_FILE_LIMIT_BYTES + 1};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == EACCES)
        return error_set(error, STATUS_IO, path, (struct position){0, 0},
                         "expected a file that the user of this process may read, found one that "
                         "it may not");
    if (fd < 0)
        return error_system(error, "read", path);
    int status = STATUS_OK;
    secret->datum.data = memory_allocate(secret->size_bytes);
    if (!secret->datum.data)
        status = error_memory(error);
    if (status == STATUS_OK)
        status = read_into(secret, fd, path, error);
    close(fd);
    if (status != STATUS_OK)
        secret_done(secret);
    return status;
}

static int fail(struct error *error, const char *path, const char *expected, int code)
{
    if (code == GNUTLS_E_MEMORY_ERROR)
        return error_memory(error);
    return error_set(error, STATUS_INPUT, path, (struct position){0, 0}, "expected %s, found: %s",
                     expected, gnutls_strerror(code));
}

static void format_date(time_t time, char date[static 32])
{
    struct tm parts;
    gmtime_r(&time, &parts);
    strftime(date, 32, "%Y-%m-%d %H:%M:%S UTC", &parts);
}

/* A pair that no client would accept today is not taken. */
static int check_dates(gnutls_x509_crt_t certificate, const char *path, struct error *error)
{
    time_t now = time(NULL), begin = gnutls_x509_crt_get_activation_time(certificate),
           end = gnutls_x509_crt_get_expiration_time(certificate);
    char date[32];
    if (now >= begin && now <= end)
        return STATUS_OK;
    format_date(now < begin ? begin : end, date);
    return error_set(error, STATUS_INPUT, path, (struct position){0, 0},
                     "expected a certificate that is valid now, found one that is %s %s",
                     now < begin ? "valid from" : "valid until", date);
}

/* Looks at the server's own certificate, the first of the chain. */
static int check_certificate(const gnutls_datum_t *datum, const char *path, struct error *error)
{
    gnutls_x509_crt_t chain[CHAIN_LIMIT];
    unsigned count = CHAIN_LIMIT;
    int code = gnutls_x509_crt_list_import(chain, &count, datum, GNUTLS_X509_FMT_PEM,
                                           GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
    if (code <= 0)
        return fail(error, path, "a chain of at most 16 certificates as PEM",
                    code ? code : GNUTLS_E_NO_CERTIFICATE_FOUND);
    int status = check_dates(chain[0], path, error);
    for (unsigned i = 0; i < count; i++)
        gnutls_x509_crt_deinit(chain[i]);
    return status;
}

/* Whether DATUM is a private key at all, so that a message blames the right file. */
static int check_key(const gnutls_datum_t *datum, const char *path, struct error *error)
{
    gnutls_x509_privkey_t key;
    int code = gnutls_x509_privkey_init(&key);
    if (code < 0)
        return fail(error, path, "memory", code);
    code = gnutls_x509_privkey_import2(key, datum, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN);
    gnutls_x509_privkey_deinit(key);
    return code < 0 ? fail(error, path, "a private key as PEM, without a password", code)
                    : STATUS_OK;
}

static int join(struct tls *tls, const struct secret *certificate, const struct secret *key,
                struct tls_pair *pair, struct error *error)
{
    int status = check_certificate(&certificate->datum, tls->certificate_file, error);
    if (status == STATUS_OK)
        status = check_key(&key->datum, tls->key_file, error);
    if (status != STATUS_OK)
        return status;
    int code = gnutls_certificate_allocate_credentials(&pair->credentials);
    if (code < 0)
        return fail(error, tls->key_file, "memory", code);
    /* This also tells whether they belong together. */
    code = gnutls_certificate_set_x509_key_mem2(pair->credentials, &certificate->datum, &key->datum,
                                                GNUTLS_X509_FMT_PEM, NULL, 0);
    if (code < 0)
        return fail(error, tls->key_file, "the key of the certificate", code);
    return STATUS_OK;
}

static int read_pair(struct tls *tls, struct tls_pair **read, struct error *error)
{
    struct secret certificate = {0}, key = {0};
    struct tls_pair *pair = memory_allocate(sizeof(*pair));
    if (!pair)
        return error_memory(error);
    *pair = (struct tls_pair){.references = 1};
    int status = secret_read(&certificate, tls->certificate_file, error);
    if (status == STATUS_OK)
        status = secret_read(&key, tls->key_file, error);
    if (status == STATUS_OK)
        status = join(tls, &certificate, &key, pair, error);
    secret_done(&certificate);
    secret_done(&key);
    if (status == STATUS_OK)
        *read = pair;
    else
        tls_release(pair);
    return status;
}

int tls_open(const char *certificate_file, const char *key_file, struct tls **tls,
             struct error *error)
{
    struct tls *opened = memory_allocate(sizeof(*opened));
    if (!opened)
        return error_memory(error);
    *opened = (struct tls){.certificate_file = certificate_file, .key_file = key_file};
    pthread_mutex_init(&opened->mutex, NULL);
    int status = read_pair(opened, &opened->pair, error);
    if (status == STATUS_OK)
        *tls = opened;
    else
        tls_close(opened);
    return status;
}

void tls_close(struct tls *tls)
{
    if (!tls)
        return;
    tls_release(tls->pair);
    pthread_mutex_destroy(&tls->mutex);
    memory_free(tls);
}

int tls_reload(struct tls *tls, struct error *error)
{
    struct tls_pair *pair = NULL;
    int status = read_pair(tls, &pair, error);
    if (status != STATUS_OK)
        return status;
    pthread_mutex_lock(&tls->mutex);
    struct tls_pair *old = tls->pair;
    tls->pair = pair;
    pthread_mutex_unlock(&tls->mutex);
    tls_release(old);
    return STATUS_OK;
}

struct tls_pair *tls_hold(struct tls *tls)
{
    pthread_mutex_lock(&tls->mutex);
    struct tls_pair *pair = tls->pair;
    pair->references++;
    pthread_mutex_unlock(&tls->mutex);
    return pair;
}

void tls_release(struct tls_pair *pair)
{
    if (!pair || --pair->references > 0)
        return;
    if (pair->credentials)
        gnutls_certificate_free_credentials(pair->credentials);
    memory_free(pair);
}

int tls_apply(struct tls_pair *pair, void *session)
{
    int code = gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, pair->credentials);
    return code < 0 ? STATUS_MEMORY : STATUS_OK;
}
