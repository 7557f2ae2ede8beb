/* The publisher's files. */
#include "server/files.h"

/* The place of the file NAME in the table, or RELEASE_FILE_COUNT. */
static size_t find(struct text name)
{
    if (name.length == 0)
        name = TEXT(RELEASE_NAME ".xhtml");
    size_t i = 0;
    while (i < RELEASE_FILE_COUNT && !text_equal(name, text_of(release_files[i].name)))
        i++;
    return i;
}

/* Answers with the companion of the files that has this name. False: there is none. */
static bool answer_companion(const struct visit *visit)
{
    struct response *response = visit->response;
    for (size_t i = 0; i < COMPANION_COUNT; i++) {
        struct representation *sent = &visit->release->companions[i];
        if (!sent->file.bytes.length || !text_equal(visit->values[0], text_of(companion_names[i])))
            continue;
        response->status = HTTP_OK;
        response->media_type = "text/plain; charset=UTF-8";
        response->last_modified = visit->release->files[RELEASE_FILE_XML].last_modified;
        release_etag(visit->release, sent, response->etag);
        response->body =
            (struct body){sent->file.bytes, release_drop, release_hold(visit->release)};
        return true;
    }
    return false;
}

int files_answer(const struct visit *visit, struct error *error)
{
    (void)error;
    struct response *response = visit->response;
    size_t index = find(visit->values[0]);
    if (index == RELEASE_FILE_COUNT && answer_companion(visit))
        return STATUS_OK;
    if (index == RELEASE_FILE_COUNT) {
        response_problem(response, HTTP_NOT_FOUND,
                         "expected " RELEASE_NAME " with .xml, .csv, .xhtml or .txt, " HASHES_FILE
                         " or " RELEASE_PROOF_FILE ", found another name");
        return STATUS_OK;
    }
    struct served_file *file = &visit->release->files[index];
    response->is_gzip = accepts_gzip(visit->request->accept_encoding);
    struct representation *sent = response->is_gzip ? &file->gzip : &file->plain;
    response->status = HTTP_OK;
    response->media_type = release_files[index].media_type;
    response->varies = true;
    response->last_modified = file->last_modified;
    release_etag(visit->release, sent, response->etag);
    response->body = (struct body){sent->file.bytes, release_drop, release_hold(visit->release)};
    return STATUS_OK;
}
