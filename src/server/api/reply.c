/* Answering with JSON. */
#include "server/api/reply.h"

#include "base/memory.h"

int reply_json(const struct visit *visit, reply_write *write, void *context, struct error *error)
{
    struct buffer buffer;
    buffer_init(&buffer);
    struct sink *sink = memory_allocate(sizeof(*sink));
    int status = sink ? STATUS_OK : error_memory(error);
    if (status != STATUS_OK)
        goto out;
    sink_init_buffer(sink, &buffer);
    status = write(context, sink, error);
    if (status == STATUS_OK)
        status = sink_flush(sink, "answer", error);
    if (status == STATUS_OK)
        status = response_take(visit->response, &buffer, error);
    visit->response->status = HTTP_OK;
    visit->response->media_type = "application/json";
out:
    memory_free(sink);
    buffer_done(&buffer);
    return status;
}
