/* Findings. */
#include "registry/finding.h"

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {"refused", "error", "warning", "advice"};
    return names[severity];
}

void findings_report(const struct findings *findings, enum severity severity, const char *rule,
                     const char *section, const char *file, struct position position,
                     const char *format, ...)
{
    if (!findings || !findings->report)
        return;
    struct finding finding = {.severity = severity, .rule = rule, .section = section};
    enum status status = severity == SEVERITY_REFUSED ? STATUS_INPUT : STATUS_OK;
    va_list arguments;
    va_start(arguments, format);
    error_set_list(&finding.error, status, file, position, format, arguments);
    va_end(arguments);
    findings->report(findings->context, &finding);
}
