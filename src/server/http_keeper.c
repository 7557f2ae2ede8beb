/* The keeper: lets connections in, and shows those out that take too long. */
#include <errno.h>
#include <linux/tcp.h>
#include <malloc.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/memory.h"
#include "server/http_worker.h"

enum {
    ROUND_INTERVAL_MS = 500,
    CROWDED_WAIT_MS = 10,  /* until it looks again whether there is room */
    ACCEPT_AT_ONCE = 64,   /* from one socket, before it looks at the others */
    CROWDED_NUMERATOR = 3, /* most connections are taken: three quarters */
    CROWDED_DENOMINATOR = 4,
    CROWD = 500,    /* so many connections are worth giving their memory back, */
    CROWD_LEFT = 8, /* when at most an eighth of them is left */
};

struct keeper {
    struct http *http;
    pthread_t thread;
    int wake; /* an eventfd: something has changed */
    atomic_bool door_is_closed, ending;
    unsigned next_plain, next_tls; /* the worker whose turn it is */
    bool is_short; /* of files or memory: the last who knocked could not be let in */
    uint64_t next_round_ms;
    unsigned most_connections; /* since memory was given back */
};

static unsigned connection_count(const struct http *http)
{
    unsigned count = 0;
    for (unsigned i = 0; i < http->worker_count; i++)
        count += atomic_load_explicit(&http->workers[i].connections, memory_order_relaxed);
    return count;
}

/* --- letting in --- */

static struct worker *next_worker(struct keeper *keeper, bool is_tls)
{
    const struct http *http = keeper->http;
    unsigned first = is_tls ? http->plain_count : 0;
    unsigned count = is_tls ? http->worker_count - http->plain_count : http->plain_count;
    unsigned *next = is_tls ? &keeper->next_tls : &keeper->next_plain;
    *next = (*next + 1) % count;
    return &http->workers[first + *next];
}

/* Takes one connection from LISTENER. False when there is none, or no room for it. */
static bool accept_one(struct keeper *keeper, const struct listener *listener)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof(address);
    int socket =
        accept4(listener->socket, (struct sockaddr *)&address, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            keeper->is_short = true;
        return false;
    }
    struct worker *worker = next_worker(keeper, keeper->http->settings.tls && !listener->is_unix);
    if (address.ss_family == AF_UNIX) /* it may have no length worth of an address */
        size = sizeof(sa_family_t) + 1;
    MHD_add_connection(worker->daemon, socket, (struct sockaddr *)&address, size);
    return true;
}

static bool has_room(const struct http *http)
{
    return connection_count(http) < http->connection_limit;
}

static void accept_some(struct keeper *keeper, const struct listener *listener)
{
    for (int i = 0; i < ACCEPT_AT_ONCE && has_room(keeper->http); i++)
        if (!accept_one(keeper, listener))
            return;
}

/* --- showing out --- */

/* How many bytes the other side has acknowledged; false where nobody counts, as on Unix sockets. */
static bool count_taken(int socket, uint64_t *bytes)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof(info);
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) < 0 ||
        size < offsetof(struct tcp_info, tcpi_bytes_acked) + sizeof(info.tcpi_bytes_acked))
        return false;
    *bytes = info.tcpi_bytes_acked;
    return true;
}

/* Whether PEER takes its answer too slowly: measured from when the keeper first saw it taking. */
static bool takes_too_slowly(struct peer *peer, uint64_t state, uint64_t now_ms)
{
    uint64_t taken;
    if (now_ms - peer_state_since_ms(state) < ROUND_INTERVAL_MS ||
        !count_taken(peer->socket, &taken))
        return false;
    if (peer->looked_at_state != state) {
        peer->looked_at_state = state;
        peer->looked_at_ms = now_ms;
        peer->taken_bytes = taken;
        return false;
    }
    uint64_t elapsed_ms = now_ms - peer->looked_at_ms;
    return elapsed_ms >= HTTP_SLOW_GRACE_MS &&
           taken - peer->taken_bytes < elapsed_ms * HTTP_RATE_LEAST_BYTES_S / 1000;
}

static bool is_too_slow(struct peer *peer, uint64_t now_ms, bool is_crowded)
{
    uint64_t state = atomic_load_explicit(&peer->state, memory_order_relaxed);
    uint64_t since_ms = peer_state_since_ms(state);
    uint64_t elapsed_ms = now_ms > since_ms ? now_ms - since_ms : 0;
    is_crowded = is_crowded || peer->is_one_too_many;
    switch (peer_state_of(state)) {
    case PEER_NEW:
        return elapsed_ms >
               (peer->is_one_too_many ? HTTP_CROWDED_IDLE_LIMIT_MS : HTTP_HEADERS_TIME_LIMIT_MS);
    case PEER_IDLE:
        return elapsed_ms > (is_crowded ? HTTP_CROWDED_IDLE_LIMIT_MS : HTTP_IDLE_LIMIT_MS);
    case PEER_ASKING:
        return elapsed_ms > HTTP_HEADERS_TIME_LIMIT_MS;
    case PEER_TAKING:
        return takes_too_slowly(peer, state, now_ms);
    }
    return false;
}

/* Ends a connection, and forgets at once what it has not taken: the system would keep that, and try
 * to deliver it, for minutes. */
static void show_out(struct peer *peer)
{
    const struct linger none = {.l_onoff = 1, .l_linger = 0};
    setsockopt(peer->socket, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
    shutdown(peer->socket, SHUT_RDWR);
}

/* Ends the connections that are too slow. Their thread sees that and forgets them; until it has,
 * under the lock, the sockets stay theirs. */
static void look_at_peers(struct worker *worker, uint64_t now_ms, bool is_crowded)
{
    pthread_mutex_lock(&worker->mutex);
    for (struct peer *peer = worker->newest_peer; peer; peer = peer->older) {
        if (peer->is_shown_out || !is_too_slow(peer, now_ms, is_crowded))
            continue;
        peer->is_shown_out = true;
        metric_add(&worker->http->keeper_metrics.connections_too_slow, 1);
        show_out(peer);
    }
    pthread_mutex_unlock(&worker->mutex);
}

/* Forgets answers of a release that is no more the current one. */
static void look_at_answers(struct worker *worker)
{
    const struct http_service *service = &worker->http->service;
    uint64_t serial = service->serial(service->context);
    pthread_mutex_lock(&worker->mutex);
    if (worker->serial < serial) {
        cache_empty(&worker->answers);
        worker->serial = serial;
    }
    pthread_mutex_unlock(&worker->mutex);
}

/* After a crowd has left, the system gets its memory back. */
static void give_back_memory(struct keeper *keeper, unsigned connections)
{
    if (connections > keeper->most_connections)
        keeper->most_connections = connections;
    if (keeper->most_connections < CROWD || connections > keeper->most_connections / CROWD_LEFT)
        return;
    malloc_trim(0);
    keeper->most_connections = connections;
}

static void make_round(struct keeper *keeper)
{
    const struct http *http = keeper->http;
    uint64_t now_ms = http_now_us() / 1000;
    if (now_ms < keeper->next_round_ms)
        return;
    keeper->next_round_ms = now_ms + ROUND_INTERVAL_MS;
    unsigned connections = connection_count(http);
    bool is_crowded =
        connections > http->connection_limit / CROWDED_DENOMINATOR * CROWDED_NUMERATOR;
    for (unsigned i = 0; i < http->worker_count; i++) {
        look_at_peers(&http->workers[i], now_ms, is_crowded);
        look_at_answers(&http->workers[i]);
    }
    give_back_memory(keeper, connections);
}

/* --- the thread --- */

/* Waits until somebody knocks or it is time for a round. When there is no room, or the system has
 * none, nobody is listened to for a moment: they wait in its queue. */
static void wait_and_accept(struct keeper *keeper)
{
    const struct listeners *listeners = keeper->http->settings.listeners;
    struct pollfd polled[LISTENER_LIMIT + 1] = {{.fd = keeper->wake, .events = POLLIN}};
    bool is_closed = keeper->door_is_closed;
    bool listens = !is_closed && !keeper->is_short && has_room(keeper->http);
    nfds_t count = 1;
    for (size_t i = 0; i < listeners->count && listens; i++)
        polled[count++] = (struct pollfd){.fd = listeners->items[i].socket, .events = POLLIN};
    bool is_full = !listens && !is_closed;
    keeper->is_short = false;
    if (poll(polled, count, is_full ? CROWDED_WAIT_MS : ROUND_INTERVAL_MS) <= 0)
        return;
    if (polled[0].revents) {
        uint64_t ignored;
        (void)!read(keeper->wake, &ignored, sizeof(ignored));
    }
    for (nfds_t i = 1; i < count; i++)
        if (polled[i].revents)
            accept_some(keeper, &listeners->items[i - 1]);
}

/* Who knocked before the door was closed is let in. */
static void accept_last(struct keeper *keeper)
{
    struct listeners *listeners = keeper->http->settings.listeners;
    for (size_t i = 0; i < listeners->count; i++)
        while (has_room(keeper->http) && accept_one(keeper, &listeners->items[i]))
            ;
    listeners_end(listeners);
}

static void *keep(void *context)
{
    struct keeper *keeper = context;
    bool was_closed = false;
    while (!keeper->ending) {
        if (keeper->door_is_closed && !was_closed) {
            was_closed = true;
            accept_last(keeper);
        }
        wait_and_accept(keeper);
        make_round(keeper);
    }
    return NULL;
}

/* Connections inherit this. Who does not read leaves no more than so much with the system, whose
 * memory for all connections is limited; who reads does not notice. And what was left when a
 * connection was closed is not offered for longer than others may be slow. */
static void limit_unsent(const struct listeners *listeners)
{
    const int unsent_bytes = HTTP_UNSENT_LIMIT_BYTES;
    const unsigned timeout_ms = HTTP_IDLE_LIMIT_MS;
    for (size_t i = 0; i < listeners->count; i++) {
        int socket = listeners->items[i].socket; /* on a Unix socket both fail, which is right */
        setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_bytes, sizeof(unsent_bytes));
        setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof(timeout_ms));
    }
}

int keeper_start(struct http *http, struct error *error)
{
    limit_unsent(http->settings.listeners);
    struct keeper *keeper = memory_allocate(sizeof(*keeper));
    if (!keeper)
        return error_memory(error);
    *keeper = (struct keeper){.http = http, .wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (keeper->wake >= 0) {
        errno = pthread_create(&keeper->thread, NULL, keep, keeper);
        if (errno == 0) {
            http->keeper = keeper;
            return STATUS_OK;
        }
    }
    int status = error_system(error, "start a thread for", "connections");
    if (keeper->wake >= 0)
        close(keeper->wake);
    memory_free(keeper);
    return status;
}

static void wake(struct keeper *keeper)
{
    uint64_t one = 1;
    (void)!write(keeper->wake, &one, sizeof(one));
}

void keeper_close_door(struct http *http)
{
    http->keeper->door_is_closed = true;
    wake(http->keeper);
}

void keeper_stop(struct http *http)
{
    struct keeper *keeper = http->keeper;
    if (!keeper)
        return;
    keeper->ending = true;
    wake(keeper);
    pthread_join(keeper->thread, NULL);
    close(keeper->wake);
    memory_free(keeper);
    http->keeper = NULL;
}
