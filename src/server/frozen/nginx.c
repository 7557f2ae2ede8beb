/* How nginx serves a frozen site. */
#include "server/frozen/nginx.h"

#include "server/security.h"

/* Everything behind the root. $portreg_index is the index of a folder in the form that the client
 * likes best; a folder that has it in one form only answers with that. */
static const char rest[] =
    "absolute_redirect off;\n"
    "gzip_static on;\n"
    "gzip_vary on;\n"
    "etag on;\n"
    "\n"
    "types {\n"
    "    \"text/html; charset=UTF-8\" html;\n"
    "    \"text/plain; charset=UTF-8\" txt;\n"
    "    \"text/css; charset=UTF-8\" css;\n"
    "    \"text/javascript; charset=UTF-8\" js;\n"
    "    \"text/csv; charset=UTF-8\" csv;\n"
    "    application/json json;\n"
    "    application/xml xml;\n"
    "    application/xhtml+xml xhtml;\n"
    "    application/atom+xml atom;\n"
    "    image/svg+xml svg;\n"
    "    image/png png;\n"
    "    application/octet-stream bin;\n"
    "}\n"
    "default_type \"text/plain; charset=UTF-8\";\n"
    "\n"
    "set $portreg_index index.txt;\n"
    "if ($http_accept ~* \"application/json\") {\n"
    "    set $portreg_index index.json;\n"
    "}\n"
    "if ($http_accept ~* \"text/html\") {\n"
    "    set $portreg_index index.html;\n"
    "}\n"
    "\n"
    "# An empty header is not sent. A header in a location would keep all these from it.\n"
    "set $portreg_varies Accept;\n"
    "set $portreg_origin \"\";\n"
    "set $portreg_resource same-origin;\n"
    "set $portreg_cache no-cache;\n"
    "if ($uri ~ \"^/(api|assignments|log|web)/|[.][a-z]+$\") {\n"
    "    set $portreg_varies \"\";\n"
    "}\n"
    "if ($uri ~ \"^/(api|assignments|log)/|^/(changes[.]atom|map[./]|statistics/)\") {\n"
    "    set $portreg_origin *;\n"
    "    set $portreg_resource cross-origin;\n"
    "}\n"
    "if ($uri ~ \"^/log/tile/\") {\n"
    "    set $portreg_cache \"public, max-age=31536000, immutable\";\n"
    "}\n"
    "add_header Vary $portreg_varies;\n"
    "add_header Access-Control-Allow-Origin $portreg_origin always;\n"
    "add_header Cache-Control $portreg_cache;\n"
    "add_header Cross-Origin-Resource-Policy $portreg_resource always;\n"
    "\n"
    "location / {\n"
    "    try_files $uri $uri/$portreg_index $uri/index.txt $uri/index.json $uri/index.html\n"
    "              $uri/index.xhtml /services$uri/$portreg_index =404;\n"
    "}\n"
    "location ~ \"^/[0-9]+(-[0-9]+)?(/(tcp|udp|sctp|dccp))?$\" {\n"
    "    try_files /ports$uri/$portreg_index =404;\n"
    "}\n"
    "# An answer without what was asked for would be a wrong one.\n"
    "location /api/ {\n"
    "    if ($args) {\n"
    "        return 404;\n"
    "    }\n"
    "    try_files $uri $uri/index.json =404;\n"
    "    error_page 404 @portreg_problem;\n"
    "}\n"
    "location @portreg_problem {\n"
    "    types {}\n"
    "    default_type application/problem+json;\n"
    "    return 404 '{\"title\":\"Not Found\",\"status\":404}';\n"
    "}\n"
    "location /log/tile/ {\n"
    "    types {}\n"
    "    default_type application/octet-stream;\n"
    "}\n";

/* DIRECTORY and NAME in it as a string of nginx's configuration. */
static void append_quoted(struct buffer *buffer, const char *directory, const char *name)
{
    buffer_append_byte(buffer, '"');
    for (; *directory; directory++) {
        if (*directory == '"' || *directory == '\\')
            buffer_append_byte(buffer, '\\');
        buffer_append_byte(buffer, *directory);
    }
    buffer_append(buffer, text_of(name));
    buffer_append_byte(buffer, '"');
}

/* What browsers are told with every answer, as the server itself tells them. */
static void append_security_headers(struct buffer *buffer)
{
    for (size_t i = 0; i < security_header_count; i++)
        buffer_format(buffer, "add_header %s \"%s\" always;\n", security_headers[i].name,
                      security_headers[i].value);
}

void nginx_snippet_append(struct buffer *buffer, const char *directory)
{
    buffer_append(buffer, TEXT("# Written by portreg publish, for a server block of nginx:\n"
                               "#     server { listen 80; include "));
    append_quoted(buffer, directory, "/nginx.conf");
    buffer_append(buffer, TEXT("; }\n\nroot "));
    append_quoted(buffer, directory, "/site");
    buffer_append(buffer, TEXT(";\n"));
    append_security_headers(buffer);
    buffer_append(buffer, text_of(rest));
}
