/* The headers that every answer has. */
#include "server/security.h"

const struct security_header security_headers[] = {
    /* Styles, scripts and pictures come from this server alone, and from files: what stands within
     * a page is not run, not even that of the publisher, whose page asks for none such. */
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    /* The clipboard is left out: a page may offer to copy an address. */
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};
const size_t security_header_count = sizeof(security_headers) / sizeof(*security_headers);
