/* Events as JSON. */
#include "history/event_json.h"

#include "history/change_json.h"

void json_write_event(struct sink *sink, const struct portreg *snapshot, const struct event *event)
{
    struct portreg_release release = {0};
    portreg_release_get(snapshot, event->release, &release);
    struct json_members members = json_members_begin(sink);
    json_member_date_if_any(&members, "date", date_of_portreg(release.date));
    json_member_number(&members, "release", release.sequence);
    if (event->release == 0)
        json_member_bool(&members, "first_release", true);
    json_members_change(&members, &event->change);
    json_members_end(&members);
}
