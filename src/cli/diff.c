/* portreg diff: what changed between two releases, or two files of any format. */
#include "base/file.h"
#include "base/memory.h"
#include "cli/change_table.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "formats/format.h"
#include "history/change_json.h"
#include "history/changes.h"
#include "history/past.h"
#include "history/reduction.h"

/* One of the two that are compared. */
struct side {
    const char *name; /* as it was asked for */
    struct file file; /* of a file */
    unsigned lacks;
    struct portreg *view; /* of a release */
    uint32_t *keys;
    struct registry registry;
    struct registry reduced; /* empty unless one of the sides carries less */
};

/* What was found. */
struct comparison {
    struct side earlier, later;
    struct changes changes;
    struct differences differences;
};

static void side_done(struct side *side)
{
    registry_done(&side->reduced);
    registry_done(&side->registry);
    file_close(&side->file);
    memory_free(side->keys);
    portreg_close(side->view);
}

/* --- what is asked for --- */

/* Whether ARGUMENT asks for a release by date; "./2019-01-01" is a file. */
static bool is_date(const char *argument, struct date *date)
{
    return !argument || (date_parse(text_of(argument), date) && date->day);
}

static int refuse_date(const struct portreg *snapshot, const char *argument, struct error *error)
{
    char date[DATE_SIZE_BYTES];
    struct portreg_release first = {0};
    portreg_release_get(snapshot, 0, &first);
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected a date from %s on, the first release here, found %s",
                     date_format(date_of_portreg(first.date), date), argument);
}

/* Reads the release of DATE from SNAPSHOT; without an argument the last one. */
static int read_release(struct side *side, const struct portreg *snapshot, const char *argument,
                        struct date date, struct error *error)
{
    struct portreg_error refusal;
    uint32_t release = portreg_release_count(snapshot) - 1;
    if (argument)
        release = portreg_release_of_date(snapshot,
                                          (struct portreg_date){date.year, date.month, date.day});
    if (release == UINT32_MAX)
        return refuse_date(snapshot, argument, error);
    if (portreg_as_of(snapshot, release, &side->view, &refusal) != PORTREG_OK)
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0}, "%s", refusal.message);
    return past_registry(side->view, &side->registry, &side->keys, error);
}

static int read_file(struct side *side, const char *path, struct error *error)
{
    int status = file_open(&side->file, path, error);
    if (status != STATUS_OK)
        return status;
    struct input input = {side->file.name, side->file.bytes, {0, 0, 0}};
    status = format_read(NULL, &input, &side->registry, NULL, error);
    if (status == STATUS_OK)
        side->lacks = format_recognise(&input, error)->lacks;
    return status;
}

/* Reads what ARGUMENT names; NULL: the last release. */
static int side_read(struct side *side, const struct portreg *snapshot, const char *argument,
                     struct error *error)
{
    struct date date = {0, 0, 0};
    side->name = argument ? argument : "now";
    return is_date(argument, &date) ? read_release(side, snapshot, argument, date, error)
                                    : read_file(side, argument, error);
}

/* --- comparing --- */

/* Compares both sides as far as both carry the same. */
static int compare(struct comparison *comparison, struct error *error)
{
    struct side *earlier = &comparison->earlier, *later = &comparison->later;
    unsigned lacks = earlier->lacks | later->lacks;
    const struct registry *before = &earlier->registry, *after = &later->registry;
    int status = STATUS_OK;
    if (lacks) {
        status = reduction_make(before, lacks, &earlier->reduced, error);
        if (status == STATUS_OK)
            status = reduction_make(after, lacks, &later->reduced, error);
        before = &earlier->reduced;
        after = &later->reduced;
    }
    if (status == STATUS_OK && earlier->keys && later->keys)
        status = changes_find_by_key(before, earlier->keys, after, later->keys,
                                     &comparison->changes, error);
    else if (status == STATUS_OK)
        status = changes_find_reduced(&earlier->registry, before, &later->registry, after,
                                      &comparison->changes, error);
    if (status == STATUS_OK)
        status = differences_find(before, after, &comparison->differences, error);
    return status;
}

/* --- printing --- */

static void print_json(const struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->changes.count; i++) {
        struct json_members members = json_members_begin(output_sink());
        json_members_change(&members, &comparison->changes.list[i]);
        json_members_end(&members);
        sink_write_byte(output_sink(), '\n');
    }
    json_write_differences(output_sink(), &comparison->differences, &comparison->earlier.registry,
                           &comparison->later.registry);
}

/* Prints the changes of KIND under their heading. Returns 0 or STATUS_MEMORY. */
static int print_kind(const struct changes *changes, enum change_kind kind, enum color_when color)
{
    struct screen_table table;
    size_t count = 0;
    screen_table_init(&table, CHANGE_TABLE_COLUMNS, NULL);
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->list[i].kind != kind)
            continue;
        change_table_add(&table, &changes->list[i], NULL, NULL);
        count++;
    }
    if (count)
        sink_format(output_sink(), "\n%s (%zu)\n", change_heading(kind), count);
    int status = count ? terminal_print_table(&table, color) : STATUS_OK;
    screen_table_done(&table);
    return status;
}

/* Adds a row on a value of the header. */
static void add_value(struct screen_table *table, const char *what, bool differs,
                      struct text before, struct text after)
{
    struct buffer line;
    if (!differs)
        return;
    buffer_init(&line);
    change_append_values(&line, what, before, after);
    screen_table_add_row(table);
    screen_table_add_cell(table, buffer_text(&line), TONE_PLAIN);
    table->failed |= line.failed;
    buffer_done(&line);
}

static void add_list(struct screen_table *table, const char *what,
                     const struct list_differences *list)
{
    char line[128];
    if (!list_differences_any(list))
        return;
    snprintf(line, sizeof(line), "%s: %zu added, %zu changed, %zu removed", what, list->added,
             list->changed, list->removed);
    screen_table_add_row(table);
    screen_table_add_cell(table, text_of(line), TONE_PLAIN);
}

/* Prints what is different besides the records, a line each. Returns 0 or STATUS_MEMORY. */
static int print_differences(const struct comparison *comparison, enum color_when color)
{
    const struct differences *differences = &comparison->differences;
    const struct registry *before = &comparison->earlier.registry;
    const struct registry *after = &comparison->later.registry;
    char date_before[DATE_SIZE_BYTES], date_after[DATE_SIZE_BYTES];
    struct screen_table table;
    if (!differences_any(differences))
        return STATUS_OK;
    screen_table_init(&table, 1, NULL);
    add_value(&table, "date", differences->date, text_of(date_format(before->updated, date_before)),
              text_of(date_format(after->updated, date_after)));
    add_value(&table, "title", differences->title, before->title, after->title);
    add_value(&table, "category", differences->category, before->category, after->category);
    add_value(&table, "references", differences->references, before->references, after->references);
    add_value(&table, "experts", differences->experts, before->experts, after->experts);
    add_list(&table, "notes", &differences->notes);
    add_list(&table, "footnotes", &differences->footnotes);
    add_list(&table, "people and organizations", &differences->people);
    sink_write(output_sink(), TEXT("\nBesides the records\n"));
    int status = terminal_print_table(&table, color);
    screen_table_done(&table);
    return status;
}

/* Names SIDE, with its date where it has one that was not asked for. */
static void print_side(const struct side *side)
{
    char date[DATE_SIZE_BYTES];
    date_format(side->registry.updated, date);
    sink_format(output_sink(), "%s", side->name);
    if (*date && strcmp(date, side->name) != 0)
        sink_format(output_sink(), " (%s)", date);
}

static int print_text(const struct comparison *comparison, enum color_when color)
{
    int status = STATUS_OK;
    bool any = comparison->changes.count || differences_any(&comparison->differences);
    sink_write(output_sink(), any ? TEXT("From ") : TEXT("No differences from "));
    print_side(&comparison->earlier);
    sink_write(output_sink(), TEXT(" to "));
    print_side(&comparison->later);
    sink_write_byte(output_sink(), '\n');
    for (int kind = 0; kind < CHANGE_KIND_COUNT && status == STATUS_OK; kind++)
        status = print_kind(&comparison->changes, (enum change_kind)kind, color);
    return status == STATUS_OK ? print_differences(comparison, color) : status;
}

/* Prints COMPARISON. Returns the exit status. */
static int print_comparison(const struct comparison *comparison, const struct options *options)
{
    struct error error;
    bool any = comparison->changes.count || differences_any(&comparison->differences);
    if (options->json) {
        print_json(comparison);
    } else if (print_text(comparison, options->color) != STATUS_OK) {
        error_memory(&error);
        return print_error(&error);
    }
    return output_done(any ? EXIT_NO : EXIT_DONE);
}

/* Standard input can be read once. */
static int check_sides(const char *first, const char *second, struct error *error)
{
    if (!second || strcmp(first, "-") != 0 || strcmp(second, "-") != 0)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected standard input (-) once, found it twice");
}

/* Compares the arguments, releases of which are in SNAPSHOT. Returns the exit status. */
static int diff(const struct portreg *snapshot, const char *first, const char *second,
                const struct options *options)
{
    struct comparison comparison = {0};
    struct error error;
    registry_init(&comparison.earlier.registry);
    registry_init(&comparison.earlier.reduced);
    registry_init(&comparison.later.registry);
    registry_init(&comparison.later.reduced);
    int status = check_sides(first, second, &error);
    if (status == STATUS_OK)
        status = side_read(&comparison.earlier, snapshot, first, &error);
    if (status == STATUS_OK)
        status = side_read(&comparison.later, snapshot, second, &error);
    if (status == STATUS_OK)
        status = compare(&comparison, &error);
    status = status == STATUS_OK ? print_comparison(&comparison, options) : print_error(&error);
    changes_done(&comparison.changes);
    side_done(&comparison.earlier);
    side_done(&comparison.later);
    return status;
}

int run_diff(const struct options *options)
{
    const char *first = options->arguments[0];
    const char *second = options->argument_count > 1 ? options->arguments[1] : NULL;
    struct opened_snapshot opened = {NULL, NULL, NULL};
    struct date date;
    int status = EXIT_DONE;
    if (is_date(first, &date) || is_date(second, &date))
        status = snapshot_open(&opened, options);
    if (status != EXIT_DONE)
        return status;
    status = diff(opened.snapshot, first, second, options);
    snapshot_close(&opened);
    return status;
}
