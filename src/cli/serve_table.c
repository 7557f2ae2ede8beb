/* The options of portreg serve. */
#include <stdio.h>

#include "cli/option.h"
#include "server/listen.h"

const struct option serve_table[] = {
    {"listen", "ADDRESS",
     "where to listen, also several times (default: " LISTEN_DEFAULT "):" OPTION_INDENT
     "ADDRESS:PORT, [IPV6]:PORT, or unix:/path[,mode=660]; port 0 lets" OPTION_INDENT
     "the system choose; sockets that systemd passes are taken besides",
     false, NULL},
    {"tls-cert", "FILE",
     "the certificate and those between it and its authority (PEM):" OPTION_INDENT
     "TCP speaks TLS then, Unix sockets do not; read again at SIGHUP",
     false, NULL},
    {"tls-key", "FILE", "its key (PEM, without a password)", false, NULL},
    {"hsts", "SECONDS", "tell browsers to insist on TLS for so long (default: not at all)", false,
     NULL},
    {"trust-proxy", "LIST",
     "believe Forwarded, X-Forwarded-For, X-Forwarded-Proto and" OPTION_INDENT
     "X-Forwarded-Host from these: addresses, networks (192.0.2.0/24)" OPTION_INDENT
     "and unix, with commas",
     false, NULL},
    {"threads", "N", "how many threads answer (default: one a processor)", false, NULL},
    {"connections", "N", "how many connections there may be (default: 10000)", false, NULL},
    {"limit-connections", "N",
     "how many connections one address may have: more are told 429;" OPTION_INDENT
     "of IPv6 the first 64 bits count (default: any number)",
     false, NULL},
    {"limit-rate", "N", "how many requests a second it may make (default: any number)", false,
     NULL},
    {"access-log", "FILE",
     "write a line for each request into FILE, or - for standard output;" OPTION_INDENT
     "opened anew at SIGHUP (default: none)",
     false, NULL},
    {"access-log-format", "NAME", "combined or json (default: combined)", false, NULL},
    {"metrics", NULL, "answer /metrics, for Prometheus, to everybody who can ask", false, NULL},
    {"user", "NAME",
     "when started by root, go on as this user (default: nobody, if" OPTION_INDENT
     "that one can read the data directory, else whom it belongs to)",
     false, NULL},
    {"no-sandbox", NULL, "for debugging: without Landlock and seccomp", false, NULL},
};
const size_t serve_table_count = sizeof(serve_table) / sizeof(*serve_table);

void option_print(const struct option *option)
{
    char head[64];
    snprintf(head, sizeof(head), "--%s%s%s", option->name, option->value ? " " : "",
             option->value ? option->value : "");
    printf("  %-20s %s\n", head, option->help);
}
