/* Checks of DCCP service codes (RFC 6335 sections 8.1.1 and 10.3, RFC 5595, RFC 4340). */
#include "registry/rules/checks.h"

#include "registry/service_code.h"

void check_code_transport(struct rule_context *context, const struct record *record)
{
    struct text protocol = transport_protocol_name(record->transport_protocol);
    if (record->has_service_code && record->transport_protocol != TRANSPORT_DCCP)
        report_record(context, record, "service code %u with %s%.*s", record->service_code,
                      protocol.length ? "" : "no transport protocol", TEXT_ARGS(protocol));
}

/* RFC 6335 section 10.2 itself assigns 1021 and 1022 without a service code. */
static bool is_experiment(const struct record *record)
{
    return record->has_ports && record->ports.first >= 1021 && record->ports.last <= 1022;
}

void check_code_missing(struct rule_context *context, const struct record *record)
{
    if (record->service_name.length && record->transport_protocol == TRANSPORT_DCCP &&
        !record->has_service_code && !is_experiment(record))
        report_record(context, record, "none");
}

void check_code_kind(struct rule_context *context, const struct record *record)
{
    static const char *const words[] = {
        [SERVICE_CODE_ASSIGNABLE] = "",
        [SERVICE_CODE_ZERO] = "0, which is reserved",
        [SERVICE_CODE_PRIVATE] = "one of the private ones",
        [SERVICE_CODE_INVALID] = "4294967295, which is invalid",
    };
    enum service_code_kind kind = record->has_service_code ? service_code_kind(record->service_code)
                                                           : SERVICE_CODE_ASSIGNABLE;
    if (kind != SERVICE_CODE_ASSIGNABLE)
        report_record(context, record, "%s", words[kind]);
}

void check_code_text(struct rule_context *context, const struct record *record)
{
    char text[SERVICE_CODE_SIZE_BYTES], hex[SERVICE_CODE_SIZE_BYTES];
    if (record->has_service_code &&
        service_code_kind(record->service_code) == SERVICE_CODE_ASSIGNABLE &&
        !service_code_format_text(record->service_code, text)[0])
        report_record(context, record, "%u, %s", record->service_code,
                      service_code_format_hex(record->service_code, hex));
}

void check_code_duplicate(struct rule_context *context)
{
    for (size_t i = 1; i < context->by_code_count; i++) {
        const struct record *before = context->by_code[i - 1], *record = context->by_code[i];
        char label[LABEL_SIZE_BYTES];
        if (before->service_code == record->service_code)
            report_record(context, record, "%u in line %u too, of %s", record->service_code,
                          before->position.line, record_label(before, label));
    }
}
