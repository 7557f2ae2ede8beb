/* portreg check: what a registry breaks of RFC 6335 and of its own consistency. */
#include <stdlib.h>

#include "base/memory.h"
#include "cli/output.h"
#include "cli/registry_file.h"
#include "formats/json/members.h"
#include "registry/rules.h"

enum { SEVERITY_COUNT = SEVERITY_ADVICE + 1 };

struct listed {
    struct finding finding;
    size_t order; /* in which it was reported */
};

/* Collects findings, to print them by their place in the file. */
struct report {
    struct listed *list;
    size_t count, room;
    size_t counts[SEVERITY_COUNT];
    bool failed; /* memory was short */
};

static void print_json(const struct finding *finding)
{
    struct sink *sink = output_sink();
    sink_format(sink, "{\"severity\":\"%s\",\"rule\":\"%s\",\"section\":\"%s\",\"file\":",
                severity_name(finding->severity), finding->rule, finding->section);
    json_write_string(sink, text_of(finding->error.file));
    sink_format(sink, ",\"line\":%u,\"column\":%u,\"message\":", finding->error.position.line,
                finding->error.position.column);
    json_write_string(sink, text_of(finding->error.message));
    sink_write(sink, TEXT("}\n"));
}

static void print_line(const struct finding *finding)
{
    char place[1024];
    error_format(&finding->error, place, sizeof(place));
    sink_write(output_sink(), text_of(place));
    sink_format(output_sink(), " [%s %s%s%s]\n", severity_name(finding->severity), finding->rule,
                *finding->section ? ", " : "", finding->section);
}

static void add_finding(void *context, const struct finding *finding)
{
    struct report *report = context;
    if (report->count == report->room) {
        size_t room = report->room ? report->room * 2 : 64;
        struct listed *list = memory_reallocate(report->list, room * sizeof(*list));
        report->failed |= !list;
        if (!list)
            return;
        report->list = list;
        report->room = room;
    }
    report->list[report->count] = (struct listed){*finding, report->count};
    report->count++;
    report->counts[finding->severity]++;
}

static int compare_places(const void *left, const void *right)
{
    const struct listed *a = left, *b = right;
    const struct position *one = &a->finding.error.position, *other = &b->finding.error.position;
    if (one->line != other->line)
        return one->line < other->line ? -1 : 1;
    if (one->column != other->column)
        return one->column < other->column ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

/* "2 refused, 1 error, 3 warnings, 4 pieces of advice", without what there is none of. */
static void print_summary(const struct report *report)
{
    static const char *const words[SEVERITY_COUNT][2] = {
        [SEVERITY_REFUSED] = {"refused", "refused"},
        [SEVERITY_ERROR] = {"error", "errors"},
        [SEVERITY_WARNING] = {"warning", "warnings"},
        [SEVERITY_ADVICE] = {"piece of advice", "pieces of advice"},
    };
    struct sink *sink = output_sink();
    const char *joint = ": ";
    if (report->count == 0)
        sink_write(sink, TEXT("no findings"));
    else
        sink_format(sink, "%zu finding%s", report->count, report->count == 1 ? "" : "s");
    for (int severity = 0; severity < SEVERITY_COUNT; severity++) {
        size_t count = report->counts[severity];
        if (count == 0)
            continue;
        sink_format(sink, "%s%zu %s", joint, count, words[severity][count != 1]);
        joint = ", ";
    }
    sink_write_byte(sink, '\n');
}

static void print_report(const struct report *report, bool json)
{
    if (report->count)
        qsort(report->list, report->count, sizeof(*report->list), compare_places);
    for (size_t i = 0; i < report->count; i++) {
        if (json)
            print_json(&report->list[i].finding);
        else
            print_line(&report->list[i].finding);
    }
    if (!json)
        print_summary(report);
}

static int list_rules(bool json)
{
    struct sink *sink = output_sink();
    for (size_t i = 0; i < rule_count; i++) {
        const char *severity = severity_name(rules[i].severity);
        if (!json) {
            sink_format(sink, "%-26s %-8s %-32s %s\n", rules[i].id, severity, rules[i].section,
                        rules[i].demand);
            continue;
        }
        sink_format(sink, "{\"rule\":\"%s\",\"severity\":\"%s\",\"section\":\"%s\",\"demand\":",
                    rules[i].id, severity, rules[i].section);
        json_write_string(sink, text_of(rules[i].demand));
        sink_write(sink, TEXT("}\n"));
    }
    return output_done(EXIT_DONE);
}

/* Reads and checks PATH. STATUS_OK also when a reader refused something that REPORT then has. */
static int check_file(const char *path, const struct options *options, struct report *report,
                      struct error *error)
{
    struct findings findings = {add_finding, report};
    struct registry_file source;
    int status = registry_file_open(&source, path, error);
    if (status == STATUS_OK)
        status = registry_file_read(&source, options, &findings, error);
    if (status == STATUS_OK || (status == STATUS_INPUT && report->counts[SEVERITY_REFUSED]))
        status = rules_check(&source.registry, source.file.name, &findings, error);
    registry_file_close(&source);
    return status == STATUS_OK && report->failed ? error_memory(error) : status;
}

int run_check(const struct options *options)
{
    struct report report = {0};
    struct error error = {0};
    if (options->rules)
        return list_rules(options->json);
    const char *path = options->argument_count ? options->arguments[0] : "-";
    int status = check_file(path, options, &report, &error);
    if (status == STATUS_OK)
        print_report(&report, options->json);
    memory_free(report.list);
    if (status != STATUS_OK)
        return print_error(&error);
    return output_done(report.counts[SEVERITY_REFUSED] ? EXIT_USAGE
                       : report.count                  ? EXIT_NO
                                                       : EXIT_DONE);
}
