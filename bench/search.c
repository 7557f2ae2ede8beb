/* Measures searching: 2,000 queries of every kind, each alone, against SQLite's full-text index
 * (FTS5, with an index of prefixes) over the same columns of the same records in memory.
 *
 * The peer is asked what it can answer: words and beginnings, the best 50 by its own ranking and
 * how many there are. Typing errors, port numbers and filters have no peer.
 *
 * usage: bench_search SNAPSHOT
 *
 * Prints one line for each kind of query: its name; the 50th and the 99th percentile and the
 * longest time, in microseconds; the same of the peer, or 0. Each query counts with the least of
 * some rounds, in which ours and the peer take turns. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "snapshot/search.h"

enum { KIND_LIMIT = 250, ROUND_COUNT = 7, PAGE = 50, QUERY_SIZE_BYTES = 96 };

enum kind {
    KIND_NAME,
    KIND_LETTER,
    KIND_BEGINNING,
    KIND_WORDS,
    KIND_ERROR,
    KIND_ERRORS,
    KIND_PORT,
    KIND_FILTER,
    KIND_COUNT
};

static const struct {
    const char *name;
    bool has_peer;
} kinds[KIND_COUNT] = {
    {"name", true},   {"letter", true},  {"beginning", true}, {"words", true},
    {"error", false}, {"errors", false}, {"port", false},     {"filter", false},
};

struct bench {
    struct portreg *snapshot;
    sqlite3 *peer;
    sqlite3_stmt *page, *count;
    uint32_t record_count;
    uint64_t random;
};

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "bench_search: %s\n", what);
    exit(3);
}

static uint32_t next_random(struct bench *bench, uint32_t limit)
{
    bench->random = bench->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(bench->random >> 33) % limit;
}

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* --- the peer --- */

static void bind(sqlite3_stmt *statement, int index, struct portreg_text text)
{
    sqlite3_bind_text(statement, index, text.bytes, (int)text.length, SQLITE_STATIC);
}

/* All records, column by column, in an index that folds accents as ours does. */
static void make_peer(struct bench *bench)
{
    struct portreg_record record;
    sqlite3_stmt *insert;
    require(sqlite3_open(":memory:", &bench->peer) == SQLITE_OK &&
                sqlite3_exec(bench->peer,
                             "create virtual table r using fts5(name, description, assignee, "
                             "contact, reference, unauthorized, notes, "
                             "tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'); begin",
                             NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(bench->peer, "insert into r values (?, ?, ?, ?, ?, ?, ?)", -1,
                                   &insert, NULL) == SQLITE_OK,
            "cannot make the peer");
    for (uint32_t i = 0; portreg_record_get(bench->snapshot, i, &record); i++) {
        bind(insert, 1, record.service_name);
        bind(insert, 2, record.description);
        bind(insert, 3, record.assignee);
        bind(insert, 4, record.contact);
        bind(insert, 5, record.reference);
        bind(insert, 6, record.unauthorized_use);
        bind(insert, 7, record.assignment_notes);
        require(sqlite3_step(insert) == SQLITE_DONE, "cannot fill the peer");
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    require(sqlite3_exec(bench->peer, "commit; insert into r (r) values ('optimize')", NULL, NULL,
                         NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(bench->peer,
                                   "select rowid from r where r match ? order by rank limit 50", -1,
                                   &bench->page, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(bench->peer, "select count(*) from r where r match ?", -1,
                                   &bench->count, NULL) == SQLITE_OK,
            "cannot ask the peer");
}

/* WORDS as the peer has them: each in quotes, the last a beginning. */
static void peer_query(const char *words, char query[static 2 * QUERY_SIZE_BYTES])
{
    size_t length = 0;
    struct text text = text_of(words);
    struct word word;
    for (size_t at = 0, start; word_next(text, &at, &start, &word);)
        length += (size_t)sprintf(query + length, "%s\"%s\"", length ? " " : "", word.bytes);
    strcpy(query + length, "*");
}

static double time_peer(struct bench *bench, const char *words)
{
    char query[2 * QUERY_SIZE_BYTES];
    peer_query(words, query);
    double start = now_us();
    sqlite3_bind_text(bench->page, 1, query, -1, SQLITE_STATIC);
    while (sqlite3_step(bench->page) == SQLITE_ROW)
        sqlite3_column_int64(bench->page, 0);
    sqlite3_reset(bench->page);
    sqlite3_bind_text(bench->count, 1, query, -1, SQLITE_STATIC);
    require(sqlite3_step(bench->count) == SQLITE_ROW, "the peer does not answer");
    sqlite3_reset(bench->count);
    return now_us() - start;
}

/* --- ours --- */

static double time_ours(const struct bench *bench, const char *words)
{
    struct search search;
    struct search_hit hits[PAGE];
    struct search_found found;
    double start = now_us();
    require(search_parse(text_of(words), &search, NULL) == STATUS_OK &&
                search_run(bench->snapshot, &search, 0, PAGE, hits, &found, NULL) == STATUS_OK,
            words);
    return now_us() - start;
}

/* --- the queries --- */

static struct portreg_record random_record(struct bench *bench)
{
    struct portreg_record record;
    do
        portreg_record_get(bench->snapshot, next_random(bench, bench->record_count), &record);
    while (record.service_name.length < 5 || record.service_name.length > 40 ||
           record.description.length == 0);
    return record;
}

/* A random word of TEXT. */
static struct word random_word(struct bench *bench, struct portreg_text text)
{
    struct word words[64];
    size_t at = 0, start, count = 0;
    struct text borrowed = {text.bytes, text.length};
    while (count < 64 && word_next(borrowed, &at, &start, &words[count]))
        count++;
    return count ? words[next_random(bench, (uint32_t)count)] : (struct word){"x", 1};
}

/* Makes COUNT errors in NAME. */
static void make_errors(struct bench *bench, char *name, int count)
{
    while (count--) {
        uint32_t at = 1 + next_random(bench, (uint32_t)strlen(name) - 1);
        char letter = name[at];
        if (next_random(bench, 2)) {
            name[at] = name[at - 1];
            name[at - 1] = letter;
        } else {
            name[at] = (char)('a' + next_random(bench, 26));
        }
    }
}

static void make_query(struct bench *bench, enum kind kind, char query[static QUERY_SIZE_BYTES])
{
    static const char *const filters[] = {"transport:udp state:reserved range:user", "year:%u",
                                          "transport:sctp year:2000-%u", "assignee:example %u",
                                          "range:system tcp"};
    struct portreg_record record = random_record(bench);
    struct word a = random_word(bench, record.description),
                b = random_word(bench, record.description);
    const char *name = record.service_name.bytes;
    uint32_t length = 1 + next_random(bench, (uint32_t)record.service_name.length);
    switch (kind) {
    case KIND_LETTER:
        sprintf(query, "%c", "abcdefghijklmnopqrstuvwxyz0123456789"[next_random(bench, 36)]);
        break;
    case KIND_BEGINNING:
        sprintf(query, "%.*s", (int)length, name);
        break;
    case KIND_WORDS:
        sprintf(query, "%s %s", a.bytes, b.bytes);
        break;
    case KIND_PORT:
        sprintf(query, next_random(bench, 2) ? "%u" : "%u/tcp", next_random(bench, 65536));
        break;
    case KIND_FILTER:
        sprintf(query, filters[next_random(bench, 5)], 2000 + next_random(bench, 27));
        break;
    default:
        strcpy(query, name);
        make_errors(bench, query, kind == KIND_NAME ? 0 : kind == KIND_ERROR ? 1 : 2);
    }
}

static int compare_numbers(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void print(const char *name, double *ours, double *peers, size_t count)
{
    qsort(ours, count, sizeof(*ours), compare_numbers);
    qsort(peers, count, sizeof(*peers), compare_numbers);
    printf("%s %.1f %.1f %.1f %.1f %.1f %.1f\n", name, ours[count / 2], ours[count * 99 / 100],
           ours[count - 1], peers[count / 2], peers[count * 99 / 100], peers[count - 1]);
}

/* Measures KIND_LIMIT queries of KIND; fills OURS and PEERS. */
static void measure(struct bench *bench, enum kind kind, double *ours, double *peers)
{
    for (size_t i = 0; i < KIND_LIMIT; i++) {
        char query[QUERY_SIZE_BYTES];
        make_query(bench, kind, query);
        ours[i] = 1e9;
        peers[i] = kinds[kind].has_peer ? 1e9 : 0;
        for (int round = 0; round < ROUND_COUNT; round++) {
            double our = time_ours(bench, query);
            double peer = kinds[kind].has_peer ? time_peer(bench, query) : 0;
            ours[i] = our < ours[i] ? our : ours[i];
            peers[i] = peer < peers[i] ? peer : peers[i];
        }
    }
}

int main(int argc, char **argv)
{
    static double ours[KIND_COUNT][KIND_LIMIT], peers[KIND_COUNT][KIND_LIMIT];
    struct bench bench = {.random = 6335};
    struct portreg_error error;
    if (argc != 2) {
        fprintf(stderr, "usage: bench_search SNAPSHOT\n");
        return 2;
    }
    if (portreg_open(argv[1], &bench.snapshot, &error) != PORTREG_OK) {
        fprintf(stderr, "bench_search: %s\n", error.message);
        return 3;
    }
    bench.record_count = portreg_release(bench.snapshot).record_count;
    make_peer(&bench);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        measure(&bench, (enum kind)kind, ours[kind], peers[kind]);
        print(kinds[kind].name, ours[kind], peers[kind], KIND_LIMIT);
    }
    static double all[KIND_COUNT * KIND_LIMIT], none[KIND_COUNT * KIND_LIMIT];
    memcpy(all, ours, sizeof(all));
    print("all", all, none, KIND_COUNT * KIND_LIMIT);
    sqlite3_finalize(bench.page);
    sqlite3_finalize(bench.count);
    sqlite3_close(bench.peer);
    portreg_close(bench.snapshot);
    return 0;
}
