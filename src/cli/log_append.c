/* portreg log append, portreg log erase: what the store and the log do for one another. */
#include <inttypes.h>

#include "cli/log.h"
#include "cli/output.h"
#include "formats/json/members.h"
#include "publication/logging.h"

/* Opens the store of the data directory for writing, where there is one. False after a message;
 * *RESULT is the exit status then. */
static bool open_store(const struct options *options, struct store **store, int *result)
{
    struct error error;
    if (!store_exists(options->data)) {
        hint_import(options);
        *result = EXIT_FAILED;
        return false;
    }
    if (store_open(options->data, STORE_WRITE, store, &error) == STATUS_OK)
        return true;
    *result = print_error(&error);
    return false;
}

static void print_appended(const struct options *options, uint64_t size, bool changed)
{
    struct sink *sink = output_sink();
    if (options->json) {
        struct json_members members = json_members_begin(sink);
        json_member_bool(&members, "appended", changed);
        json_member_number(&members, "size", size);
        json_members_end(&members);
        sink_write_byte(sink, '\n');
        return;
    }
    sink_format(sink, "%s: the log has the %" PRIu64 " entries of the store\n",
                changed ? "appended" : "nothing to append", size);
}

int run_log_append(const struct options *options)
{
    struct store *store = NULL;
    struct error error;
    uint64_t size = 0;
    bool changed;
    int result;
    if (!open_store(options, &store, &result))
        return result;
    int status = log_catch_up(options->data, store, &changed, &error);
    if (status == STATUS_OK)
        status = store_entry_count(store, &size, &error);
    store_close(store);
    if (status != STATUS_OK)
        return print_error(&error);
    print_appended(options, size, changed);
    return output_done(EXIT_DONE);
}

static void print_erased(const struct options *options, const char *handle, uint32_t count)
{
    struct sink *sink = output_sink();
    if (options->json) {
        struct json_members members = json_members_begin(sink);
        json_member_text(&members, "handle", text_of(handle));
        json_member_number(&members, "erased", count);
        json_members_end(&members);
        sink_write_byte(sink, '\n');
        return;
    }
    sink_format(sink, "erased %u salts of texts that name %s\n", count, handle);
    if (count)
        sink_write(sink,
                   TEXT("Nobody can show any more that the commitments of the log to these "
                        "texts are to this person. The log\nstays as it is and verifies as "
                        "before. What the releases say, which name the person, stays too.\n"));
}

int run_log_erase(const struct options *options)
{
    struct store *store = NULL;
    struct error error;
    struct text handle = text_trim(text_of(options->arguments[0]));
    uint32_t count;
    int result;
    if (handle.length == 0 || text_find_malformed(handle) != SIZE_MAX) {
        char quoted[QUOTED_SIZE_BYTES];
        error_set(&error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected the handle of a person, such as First_Last, found %s",
                  text_quote(handle, quoted));
        return print_error(&error);
    }
    if (!open_store(options, &store, &result))
        return result;
    int status = store_erase_salts(store, handle, &count, &error);
    store_close(store);
    if (status != STATUS_OK)
        return print_error(&error);
    print_erased(options, options->arguments[0], count);
    return output_done(count ? EXIT_DONE : EXIT_NO);
}
