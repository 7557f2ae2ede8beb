/* The table of commands. */
#include "cli/command.h"

#include <string.h>

#include "snapshot/snapshot.h"

const struct command commands[] = {
    {"lookup", "QUERY...", "what a port number or a service name is registered as",
     "snapshot as-of ", 1, SIZE_MAX, run_lookup,
     "  portreg 443/tcp            one port number for one transport protocol\n"
     "  portreg lookup 443         for all transport protocols\n"
     "  portreg https              a service name; capitals do not matter\n"
     "  portreg _https._tcp        as DNS-SD writes it\n"
     "  portreg 6000-6063/tcp      all records of a range\n"
     "  portreg 443/tcp --json     for programs: one JSON object for each query\n"
     "  portreg 5555/tcp --as-of 2015-01-01\n"
     "                             what it was then; a month or a year is its last day\n"},
    {"search", "WORDS...", "find records by words in any column, the best ones first",
     "snapshot as-of limit ", 1, SIZE_MAX, run_search,
     "  portreg search mail transfer       all of the words; the last may be a beginning\n"
     "  portreg search kerbreos            a typing error or two does no harm\n"
     "  portreg search 6000-6063 udp       port numbers, names and other words together\n"
     "  portreg search transport:sctp state:assigned range:user year:2015-2019\n"
     "  portreg search 'assignee:\"Example Corp\"' --json\n"
     "                                     docs/search.md has all filters\n"},
    {"import", "FILE...", "releases into the store of the data directory",
     "from date backfill authority origin ", 1, SIZE_MAX, run_import,
     "  portreg import service-names-port-numbers.xml\n"
     "  portreg import --date 2014-07-29 service-names-port-numbers.csv\n"
     "                             CSV carries no date of its own\n"
     "  portreg import releases/   all files of a directory, in the order of their dates\n"
     "  portreg import --backfill service-names-port-numbers-2015.xml\n"
     "                             a release that is older than the last, in its place\n"
     "  portreg import --authority --origin ports.example.org/log registry.xml\n"
     "                             begins a registry of its own, which refuses all later "
     "imports\n"},
    {"sync", "[URL]", "import what the publisher has, when it is a new release",
     "watch every timeout force ", 0, 1, run_sync,
     "  portreg sync                           from IANA, once; nothing new is status 0 too\n"
     "  portreg sync --watch --every 86400     stay, and ask once a day\n"
     "  portreg sync https://registry.example.org/service-names-port-numbers.xml\n"
     "  portreg sync --force                   although many of the records are gone\n"},
    {"export", "FORMAT", "write the registry in a format", "as-of as-published page ", 1, 1,
     run_export,
     "  portreg export csv > registry.csv\n"
     "  portreg export txt --as-published 2017-01-01\n"
     "                             as the publisher wrote it then\n"
     "  portreg export xml --as-of 2019-01-01 > then.xml\n"
     "                             the last release of that day or before it, byte for byte\n"},
    {"convert", "--to FORMAT [FILE]", "from one format to another, without a data directory",
     "from to as-published page date ", 0, 1, run_convert,
     "  portreg convert --to csv service-names-port-numbers.xml > registry.csv\n"
     "  curl -s https://example.org/registry.xml | portreg convert --to json\n"
     "  portreg convert --from xml --to html --page 8 registry.xml\n"},
    {"check", "[FILE]", "lint a registry against RFC 6335", "from rules ", 0, 1, run_check,
     "  portreg check registry.xml         one finding a line; status 1 when there are any\n"
     "  portreg check --rules              the rules, with their sections\n"
     "  portreg check --json registry.csv  for programs: one JSON object a finding\n"},
    {"compile", "--output FILE [INPUT]", "compile a registry into a snapshot", "from output date ",
     0, 1, run_compile,
     "  portreg compile --output registry.portreg registry.xml\n"
     "  portreg compile --output registry.portreg      from the data directory\n"},
    {"stats", "", "counts by state, range and transport protocol", "snapshot as-of ", 0, 0,
     run_stats,
     "  portreg stats\n"
     "  portreg stats --json\n"
     "  portreg stats --as-of 2015      at the end of a year\n"},
    {"map", "", "a picture of all port numbers, coloured by state",
     "snapshot as-of svg png transport scheme pixels output ", 0, 0, run_map,
     "  portreg map --svg > map.svg            for tcp, with a legend\n"
     "  portreg map --svg --transport sctp --output sctp.svg\n"
     "  portreg map --png --pixels 2048 --as-of 2015 --output 2015.png\n"
     "                             the cells alone; a month or a year is its last day\n"},
    {"diff", "A [B]", "what changed between two files, or two releases", "snapshot ", 1, 2,
     run_diff,
     "  portreg diff old.csv new.xml           files of any two formats\n"
     "  portreg diff 2019-01-01 2024-11-19     releases of the data directory, by date\n"
     "  portreg diff 2019-01-01                from then until now\n"
     "  portreg diff ./2019-01-01 new.xml      a file whose name looks like a date\n"
     "Exit status: 0 no differences, 1 differences, 2 bad input.\n"},
    {"history", "QUERY", "each change that ever touched a port number or a service name",
     "snapshot ", 1, 1, run_history,
     "  portreg history 5555/tcp       one port number for one transport protocol\n"
     "  portreg history https          a service name; capitals do not matter\n"
     "  portreg history 6000-6063      all records that ever had one of these numbers\n"
     "  portreg history https --json   for programs: one JSON object for each change\n"},
    {"verify", "[FILE | QUERY]", "prove that what is here is what was received and published",
     "key policy log proof release ", 0, 1, run_verify,
     "  portreg verify             the whole data directory\n"
     "  portreg verify registry.csv            which release a file is of, by the log\n"
     "  portreg verify registry.csv --proof release.tlog-proof --key "
     "ports.example.org/log+934fd4e1+AQOh...\n"
     "                             the same without a data directory\n"
     "  portreg verify 443/tcp     that a record is what the log says\n"
     "  portreg verify --release 2019-01-01\n"
     "                             one release, by its number or a date\n"
     "Exit status: 0 proved, 1 something is wrong, 2 bad input, 3 could not.\n"},
    {"log", "COMMAND", "the log that shows what was published, and when", "", 1, SIZE_MAX, run_log,
     "  portreg log key            the public key, for those who verify\n"
     "  portreg log verify         the whole log\n"},
    {"publish", "DIR", "the whole site as files, for any web server", "", 1, 1, run_publish,
     "  portreg publish /srv/www/ports     again after each release: what is the same stays\n"},
    {"serve", "", "answer over HTTP",
     "listen tls-cert tls-key hsts trust-proxy threads connections limit-connections limit-rate "
     "access-log access-log-format metrics user no-sandbox ",
     0, 0, run_serve,
     "  portreg serve                          at http://127.0.0.1:8080\n"
     "  portreg serve --listen 0.0.0.0:8080    to everybody\n"
     "  portreg serve --listen 0.0.0.0:443 --listen '[::1]:443' --tls-cert ports.example.org.pem\n"
     "                --tls-key ports.example.org.key --user portreg\n"
     "                             over TLS; as root, only to begin with\n"
     "  portreg serve --listen unix:/run/portreg/http,mode=666 --trust-proxy unix\n"
     "                             behind a proxy on this host\n"},
};
const size_t command_count = sizeof(commands) / sizeof(*commands);

const struct command *command_subcommands(const struct command *command, size_t *count)
{
    *count = log_command_count;
    return command && command->run == run_log ? log_commands : NULL;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

const char *command_suggest(const char *name)
{
    const char *best = NULL;
    unsigned best_distance = 3;
    for (size_t i = 0; i < command_count; i++) {
        unsigned distance = edit_distance(text_of(commands[i].name), text_of(name));
        if (distance < best_distance) {
            best = commands[i].name;
            best_distance = distance;
        }
    }
    return best;
}
