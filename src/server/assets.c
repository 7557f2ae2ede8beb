/* The style and the script of the pages. */
#include "server/assets.h"

static const char *media_type(struct text name)
{
    if (text_ends_with(name, TEXT(".css")))
        return "text/css; charset=UTF-8";
    if (text_ends_with(name, TEXT(".json")))
        return "application/json";
    return text_ends_with(name, TEXT(".svg")) ? "image/svg+xml" : "text/javascript; charset=UTF-8";
}

bool asset_answer(const struct visit *visit, struct text name)
{
    struct response *response = visit->response;
    for (size_t i = 0; i < asset_count; i++) {
        if (!text_equal(text_of(assets[i].name), name))
            continue;
        response->status = HTTP_OK;
        response->media_type = media_type(name);
        response->is_lasting = true;
        response->body.bytes = (struct text){(const char *)assets[i].bytes, assets[i].size_bytes};
        return true;
    }
    return false;
}

int assets_answer(const struct visit *visit, struct error *error)
{
    (void)error;
    if (!asset_answer(visit, visit->values[0]))
        response_problem(visit->response, HTTP_NOT_FOUND,
                         "expected a file of this server's pages, found another name");
    return STATUS_OK;
}
