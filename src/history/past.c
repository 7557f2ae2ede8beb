/* The past. */
#include "history/past.h"

#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/versions.h"

/* --- a release as a registry --- */

/* Copies COUNT records of VIEW, or as many as there are. */
static bool copy_records(const struct portreg *view, uint32_t count, struct registry *registry,
                         uint32_t *keys)
{
    struct portreg_record record;
    for (uint32_t i = 0; i < count && portreg_record_get(view, i, &record); i++) {
        struct record *model = registry_add_record(registry);
        if (!model)
            return false;
        snapshot_model(&record, model);
        keys[i] = record.key;
    }
    return true;
}

static bool copy_person(const struct portreg_person *from, struct registry *registry)
{
    struct text uris = text_of_portreg(from->uris);
    struct person *person = registry_add_person(registry);
    if (!person)
        return false;
    person->id = text_of_portreg(from->id);
    person->name = text_of_portreg(from->name);
    person->organization = text_of_portreg(from->organization);
    person->updated = date_of_portreg(from->updated);
    while (uris.length)
        if (!person_add_uri(registry, person, text_split(&uris, '\n')))
            return false;
    return true;
}

/* The lists besides the records. */
static bool copy_lists(const struct portreg *view, struct registry *registry)
{
    struct portreg_person person;
    struct footnote footnote;
    struct note note;
    bool copied = true;
    for (uint32_t i = 0; copied && snapshot_note(view, i, &note); i++) {
        struct note *copy = registry_add_note(registry);
        copied = copy != NULL;
        if (copy)
            *copy = note;
    }
    for (uint32_t i = 0; copied && snapshot_footnote(view, i, &footnote); i++) {
        struct footnote *copy = registry_add_footnote(registry);
        copied = copy != NULL;
        if (copy)
            *copy = footnote;
    }
    for (uint32_t i = 0; copied && snapshot_person(view, i, &person); i++)
        copied = copy_person(&person, registry);
    return copied;
}

int past_registry(const struct portreg *view, struct registry *registry, uint32_t **keys,
                  struct error *error)
{
    struct snapshot_header header = snapshot_header(view);
    registry->id = header.id;
    registry->title = header.title;
    registry->category = header.category;
    registry->updated = header.updated;
    registry->references = header.references;
    registry->experts = header.experts;
    *keys = memory_allocate(((size_t)header.record_count + 1) * sizeof(**keys));
    if (*keys && copy_records(view, header.record_count, registry, *keys) &&
        copy_lists(view, registry))
        return STATUS_OK;
    memory_free(*keys);
    *keys = NULL;
    return error_memory(error);
}

/* --- events --- */

void events_done(struct events *events)
{
    memory_free(events->list);
    *events = (struct events){NULL, 0, 0};
}

/* The collecting of events. */
struct collection {
    const struct portreg *snapshot;
    const struct query *query; /* NULL: all is asked for */
    struct events *events;
    struct error *error;
};

/* Whether RECORD, which may be NULL, is what is asked for. */
static bool is_asked_for(const struct query *query, const struct record *record)
{
    if (!record || !query)
        return record != NULL;
    if (query->transport_protocol != TRANSPORT_NONE &&
        record->transport_protocol != TRANSPORT_NONE &&
        record->transport_protocol != query->transport_protocol)
        return false;
    if (query->kind == QUERY_NAME)
        return text_equal_ignoring_case(record->service_name, query->service_name);
    return record->has_ports && ports_overlap(record->ports, query->ports);
}

/* Adds the change from BEFORE to AFTER, either of which may be NULL, when it touches what is asked
 * for. */
static int add_event(struct collection *collection, uint32_t release, uint32_t key,
                     const struct record *before, const struct record *after)
{
    struct events *events = collection->events;
    if (!is_asked_for(collection->query, before) && !is_asked_for(collection->query, after))
        return STATUS_OK;
    if (events->count == events->capacity) {
        size_t larger = events->capacity ? 2 * events->capacity : 16;
        struct event *list = memory_reallocate(events->list, larger * sizeof(*list));
        if (!list)
            return error_memory(collection->error);
        events->list = list;
        events->capacity = larger;
    }
    struct event event = {release, change_of(before, after)};
    event.change.key = key;
    if (event.change.operation != CHANGE_MODIFIED || event.change.columns)
        events->list[events->count++] = event;
    return STATUS_OK;
}

/* Adds what happened between the version BEFORE, which may be NULL, and the next one, VERSION. */
static int add_step(struct collection *collection, const struct portreg_record *before,
                    const struct portreg_record *version)
{
    struct record was, is;
    int status = STATUS_OK;
    snapshot_model(version, &is);
    if (!before)
        return add_event(collection, version->first_release, version->key, NULL, &is);
    snapshot_model(before, &was);
    if (before->last_release + 1 == version->first_release)
        return add_event(collection, version->first_release, version->key, &was, &is);
    status = add_event(collection, before->last_release + 1, version->key, &was, NULL);
    if (status == STATUS_OK)
        status = add_event(collection, version->first_release, version->key, NULL, &is);
    return status;
}

/* Adds what happened to the record with KEY, from its first version to its end. */
static int add_record(struct collection *collection, uint32_t key)
{
    const struct portreg *snapshot = collection->snapshot;
    struct portreg_list versions = portreg_versions(snapshot, key);
    struct portreg_record before, version;
    int status = STATUS_OK;
    uint32_t i = 0;
    for (; status == STATUS_OK && portreg_list_get(snapshot, versions, i, &version); i++) {
        status = add_step(collection, i ? &before : NULL, &version);
        before = version;
    }
    if (status == STATUS_OK && i && before.last_release + 1 < portreg_release_count(snapshot)) {
        struct record was;
        snapshot_model(&before, &was);
        status = add_event(collection, before.last_release + 1, key, &was, NULL);
    }
    return status;
}

static int compare_events(const void *a, const void *b)
{
    const struct event *one = a, *other = b;
    if (one->release != other->release)
        return one->release < other->release ? -1 : 1;
    return one->change.key < other->change.key ? -1 : one->change.key > other->change.key;
}

int past_events(const struct portreg *snapshot, const struct query *query, struct events *events,
                struct error *error)
{
    struct collection collection = {snapshot, query, events, error};
    struct version_keys keys;
    *events = (struct events){NULL, 0, 0};
    int status = query->kind == QUERY_NAME
                     ? version_keys_of_name(snapshot, query->service_name, &keys, error)
                     : version_keys_of_ports(snapshot, query->ports, query->transport_protocol,
                                             &keys, error);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; status == STATUS_OK && i < keys.count; i++)
        status = add_record(&collection, keys.keys[i]);
    version_keys_done(&keys);
    if (status == STATUS_OK && events->count)
        qsort(events->list, events->count, sizeof(*events->list), compare_events);
    return status;
}

/* Adds what happened to one record. */
static int add_version_step(struct collection *collection, uint32_t release,
                            const struct version_step *step)
{
    struct portreg_record version;
    struct record was, is;
    bool has_before = snapshot_decode(collection->snapshot, step->before, &version);
    if (has_before)
        snapshot_model(&version, &was);
    bool has_after = snapshot_decode(collection->snapshot, step->after, &version);
    if (has_after)
        snapshot_model(&version, &is);
    return add_event(collection, release, step->key, has_before ? &was : NULL,
                     has_after ? &is : NULL);
}

int past_add_release(const struct portreg *snapshot, uint32_t release, uint32_t after_key,
                     size_t limit, struct events *events, struct error *error)
{
    struct collection collection = {snapshot, NULL, events, error};
    struct version_steps steps;
    int status = versions_of_release(snapshot, release, &steps, error);
    for (size_t i = 0; status == STATUS_OK && i < steps.count && events->count < limit; i++)
        if (steps.list[i].key > after_key)
            status = add_version_step(&collection, release, &steps.list[i]);
    version_steps_done(&steps);
    return status;
}
