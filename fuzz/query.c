/* Fuzzes what people ask: reading it, writing it again, answering it as JSON. */
#include <jansson.h>
#include <string.h>

#include "formats/json/answer.h"
#include "fuzz.h"
#include "registry/service_name.h"
#include "support/snapshot.h"

static void make_base(struct compiled *base)
{
    struct registry registry;
    registry_init(&registry);
    registry.title = TEXT("Teas");
    add_record(&registry, "tea", "7", "tcp", "Tea \"hot\"\n\\")->unauthorized_use = TEXT("yes");
    add_record(&registry, "Tea", "443", "tcp",
               "a\x01\x02"
               "b\x03");
    add_record(&registry, "cl/1", "6000-6063", "udp", "Legacy");
    add_record(&registry, "", "3-9", "", "Unassigned");
    add_record(&registry, "T\xc3\xa9", "", "", "");
    compiled_init(base, &registry);
    registry_done(&registry);
}

/* A query is written as it is read again. */
static void check_format(const struct query *query)
{
    char words[QUERY_SIZE_BYTES];
    struct query again;
    struct error error;
    struct text formatted = query_format(query, words);
    if (text_find_malformed(formatted) != SIZE_MAX)
        BROKEN("written as broken UTF-8");
    if (query->kind == QUERY_NAME && service_name_faults(query->service_name) != 0)
        return; /* of legacy names not all can be told from other forms */
    if (query_parse(formatted, &again, &error) != STATUS_OK)
        BROKEN("%.*s is not read again: %s", TEXT_ARGS(formatted), error.message);
    if (again.kind != query->kind || again.transport_protocol != query->transport_protocol ||
        memcmp(&again.ports, &query->ports, sizeof(again.ports)) != 0 ||
        !text_equal(again.service_name, query->service_name))
        BROKEN("%.*s is read as something else", TEXT_ARGS(formatted));
}

static void check_answer(const struct portreg *snapshot, const struct query *query)
{
    static struct sink sink;
    struct buffer buffer;
    json_error_t why;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    answer_write(snapshot, query, NULL, &sink);
    if (sink_flush(&sink, "memory", NULL) != STATUS_OK)
        BROKEN("cannot write the answer");
    json_t *json = json_loadb(buffer.bytes, buffer.length, JSON_REJECT_DUPLICATES, &why);
    if (!json)
        BROKEN("%s in %.*s", why.text, TEXT_ARGS(buffer_text(&buffer)));
    json_decref(json);
    buffer_done(&buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static struct compiled base;
    struct query query;
    struct error error = {0};
    if (!base.bytes.bytes)
        make_base(&base);
    int status = query_parse((struct text){(const char *)bytes, size_bytes}, &query, &error);
    if (status != STATUS_OK) {
        if (status != STATUS_INPUT || strncmp(error.message, "expected ", 9) != 0 ||
            text_find_malformed(text_of(error.message)) != SIZE_MAX)
            BROKEN("status %d: %s", status, error.message);
        return 0;
    }
    check_format(&query);
    check_answer(&base.snapshot, &query);
    return 0;
}
