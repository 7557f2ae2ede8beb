/* portreg check: what a registry breaks of RFC 6335 and of its own consistency. */
#include "cli/output.h"
#include "cli/registry_file.h"
#include "formats/json/record.h"
#include "registry/rules.h"

/* Counts findings while it prints them. */
struct report {
    bool json;
    size_t count;
    size_t refused;
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

static void print_finding(void *context, const struct finding *finding)
{
    struct report *report = context;
    report->count++;
    report->refused += finding->severity == SEVERITY_REFUSED;
    if (report->json)
        print_json(finding);
    else
        print_line(finding);
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

int run_check(const struct options *options)
{
    struct report report = {options->json, 0, 0};
    struct findings findings = {print_finding, &report};
    struct registry_file source;
    struct error error = {0};
    if (options->rules)
        return list_rules(options->json);
    const char *path = options->argument_count ? options->arguments[0] : "-";
    int status = registry_file_open(&source, path, &error);
    if (status == STATUS_OK)
        status = registry_file_read(&source, options, &findings, &error);
    if (status == STATUS_OK || (status == STATUS_INPUT && report.refused))
        status = rules_check(&source.registry, source.file.name, &findings, &error);
    registry_file_close(&source);
    if (status != STATUS_OK)
        return print_error(&error);
    if (!options->json && report.count == 0)
        sink_write(output_sink(), TEXT("no findings\n"));
    else if (!options->json)
        sink_format(output_sink(), "%zu finding%s\n", report.count, report.count == 1 ? "" : "s");
    return output_done(report.refused ? EXIT_USAGE : report.count ? EXIT_NO : EXIT_DONE);
}
