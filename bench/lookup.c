/* Measures look-ups in a snapshot against the least that they could cost.
 *
 * By port number: a chain, in which the next port number depends on the last answer, so that
 * nothing overlaps; the peer is the same chain through an array of 4 x 65,536 numbers. By service
 * name: all names in random order; the peer is hsearch_r with a table of the same names.
 *
 * usage: bench_lookup SNAPSHOT
 *
 * Prints one line for each: words, nanoseconds of ours, nanoseconds of the peer; both are medians
 * of rounds that alternate. */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "portreg.h"

enum { KEY_COUNT = 4 * 65536, STEP_COUNT = 1 << 20, ROUND_COUNT = 15 };

struct bench {
    struct portreg *snapshot;
    uint32_t *steps; /* random keys: the order in which port numbers are asked for */
    uint32_t *array; /* of the peer: what each key leads to */
    struct portreg_text *names;
    size_t name_count;
    struct hsearch_data table;
};

/* A way to spend STEP_COUNT look-ups; returns something that depends on all of them. */
typedef uint32_t walk(struct bench *bench);

static void *allocate(size_t count, size_t size_bytes)
{
    void *memory = calloc(count, size_bytes);
    if (!memory) {
        fprintf(stderr, "bench_lookup: out of memory\n");
        exit(3);
    }
    return memory;
}

/* A generator of random numbers (xorshift), the same ones in each run. */
static uint32_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 32);
}

static struct portreg_answer find_key(const struct bench *bench, uint32_t key)
{
    return portreg_find_port(bench->snapshot,
                             (enum portreg_transport_protocol)(PORTREG_TCP + (key >> 16)),
                             (uint16_t)key);
}

/* What the next key depends on. */
static uint32_t value_of(const struct portreg_answer *answer)
{
    return answer->records.at ^ answer->records.count;
}

static uint32_t walk_ports(struct bench *bench)
{
    uint32_t value = 0;
    for (size_t i = 0; i < STEP_COUNT; i++) {
        struct portreg_answer answer = find_key(bench, (bench->steps[i] ^ value) % KEY_COUNT);
        value = value_of(&answer);
    }
    return value;
}

/* The same, and each time the record is taken and the first letter of its name is read. */
static uint32_t walk_records(struct bench *bench)
{
    uint32_t value = 0;
    for (size_t i = 0; i < STEP_COUNT; i++) {
        struct portreg_answer answer = find_key(bench, (bench->steps[i] ^ value) % KEY_COUNT);
        struct portreg_record record;
        value = value_of(&answer);
        if (portreg_list_get(bench->snapshot, answer.records, 0, &record))
            value ^= (uint32_t)(unsigned char)record.service_name.bytes[0];
    }
    return value;
}

static uint32_t walk_array(struct bench *bench)
{
    const volatile uint32_t *array = bench->array;
    uint32_t value = 0;
    for (size_t i = 0; i < STEP_COUNT; i++)
        value = array[(bench->steps[i] ^ value) % KEY_COUNT];
    return value;
}

static uint32_t walk_names(struct bench *bench)
{
    uint32_t value = 0;
    for (size_t i = 0; i < STEP_COUNT; i++) {
        const struct portreg_text *name = &bench->names[bench->steps[i] % bench->name_count];
        value ^= portreg_find_name(bench->snapshot, name->bytes, name->length).at;
    }
    return value;
}

static uint32_t walk_table(struct bench *bench)
{
    uint32_t value = 0;
    for (size_t i = 0; i < STEP_COUNT; i++) {
        const struct portreg_text *name = &bench->names[bench->steps[i] % bench->name_count];
        ENTRY *found, wanted = {.key = (char *)(uintptr_t)name->bytes};
        hsearch_r(wanted, FIND, &found, &bench->table);
        value ^= found ? (uint32_t)(uintptr_t)found->data : 0;
    }
    return value;
}

static int compare_names(const void *a, const void *b)
{
    const struct portreg_text *x = a, *y = b;
    return strcmp(x->bytes, y->bytes);
}

/* All service names of the snapshot, each once, and hsearch_r's table of them. */
static void collect_names(struct bench *bench)
{
    uint32_t count = portreg_release(bench->snapshot).record_count;
    struct portreg_record record;
    bench->names = allocate(count + 1, sizeof(*bench->names));
    for (uint32_t i = 0; i < count; i++)
        if (portreg_record_get(bench->snapshot, i, &record) && record.service_name.length)
            bench->names[bench->name_count++] = record.service_name;
    qsort(bench->names, bench->name_count, sizeof(*bench->names), compare_names);
    size_t kept = 0;
    for (size_t i = 0; i < bench->name_count; i++)
        if (i == 0 || compare_names(&bench->names[i], &bench->names[i - 1]) != 0)
            bench->names[kept++] = bench->names[i];
    bench->name_count = kept;
    hcreate_r(kept * 2, &bench->table);
    for (size_t i = 0; i < kept; i++) {
        ENTRY *entered, entry = {strdup(bench->names[i].bytes), (void *)(uintptr_t)i};
        hsearch_r(entry, ENTER, &entered, &bench->table);
    }
}

static double measure_ns(walk *run, struct bench *bench)
{
    static volatile uint32_t sink;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    sink = run(bench);
    clock_gettime(CLOCK_MONOTONIC, &end);
    (void)sink;
    return ((double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec)) /
           STEP_COUNT;
}

static int compare_numbers(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void compare(const char *words, walk *ours, walk *peer, struct bench *bench)
{
    double ours_ns[ROUND_COUNT], peer_ns[ROUND_COUNT];
    for (int round = -1; round < ROUND_COUNT; round++) { /* the first warms up */
        double a = measure_ns(ours, bench), b = measure_ns(peer, bench);
        if (round < 0)
            continue;
        ours_ns[round] = a;
        peer_ns[round] = b;
    }
    qsort(ours_ns, ROUND_COUNT, sizeof(double), compare_numbers);
    qsort(peer_ns, ROUND_COUNT, sizeof(double), compare_numbers);
    printf("%s %.2f %.2f\n", words, ours_ns[ROUND_COUNT / 2], peer_ns[ROUND_COUNT / 2]);
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    struct portreg_error error;
    uint64_t state = 6335;
    if (argc != 2) {
        fprintf(stderr, "usage: bench_lookup SNAPSHOT\n");
        return 2;
    }
    if (portreg_open(argv[1], &bench.snapshot, &error) != PORTREG_OK) {
        fprintf(stderr, "bench_lookup: %s\n", error.message);
        return 3;
    }
    bench.steps = allocate(STEP_COUNT, sizeof(uint32_t));
    bench.array = allocate(KEY_COUNT, sizeof(uint32_t));
    for (size_t i = 0; i < STEP_COUNT; i++)
        bench.steps[i] = next_random(&state);
    for (uint32_t key = 0; key < KEY_COUNT; key++) {
        struct portreg_answer answer = find_key(&bench, key);
        bench.array[key] = value_of(&answer);
    }
    collect_names(&bench);
    compare("port", walk_ports, walk_array, &bench);
    compare("record", walk_records, walk_array, &bench);
    compare("name", walk_names, walk_table, &bench);
    portreg_close(bench.snapshot);
    return 0;
}
