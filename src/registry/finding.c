/* Findings. */
#include "registry/finding.h"

#include <stdio.h>

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
    finding.error.status = severity == SEVERITY_REFUSED ? STATUS_INPUT : STATUS_OK;
    finding.error.position = position;
    snprintf(finding.error.file, sizeof(finding.error.file), "%s", file ? file : "");
    va_list args;
    va_start(args, format);
    vsnprintf(finding.error.message, sizeof(finding.error.message), format, args);
    va_end(args);
    findings->report(findings->context, &finding);
}
