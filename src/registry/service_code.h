/* DCCP service codes: 32-bit values (RFC 4340 sections 8.1.2 and 19.8, RFC 5595). */
#ifndef PORTREG_REGISTRY_SERVICE_CODE_H
#define PORTREG_REGISTRY_SERVICE_CODE_H

#include "base/text.h"

/* Which part of the number space a service code is in. */
enum service_code_kind {
    SERVICE_CODE_ASSIGNABLE,
    SERVICE_CODE_ZERO,    /* permanently reserved: no meaningful service code (RFC 5595 2.4) */
    SERVICE_CODE_PRIVATE, /* high byte '?': for private use (RFC 5595 section 2.3) */
    SERVICE_CODE_INVALID, /* 4294967295 (RFC 5595 section 2.5) */
};

enum service_code_kind service_code_kind(uint32_t code);

/* Reads one of the forms of RFC 4340 section 8.1.2: "SC:fdpz" (up to 4 characters, padded on the
 * right with spaces), "SC=1717858426" (decimal), "SC=x6664707A" (hexadecimal); and, as the
 * registry writes it, a decimal number alone. Returns false for anything else. */
bool service_code_parse(struct text text, uint32_t *code);

enum { SERVICE_CODE_SIZE_BYTES = 16 };
/* "SC:fdpz", or "" for a code with bytes that this form cannot have. Returns BUFFER. */
const char *service_code_format_text(uint32_t code, char buffer[static SERVICE_CODE_SIZE_BYTES]);
/* "SC=x6664707A". Returns BUFFER. */
const char *service_code_format_hex(uint32_t code, char buffer[static SERVICE_CODE_SIZE_BYTES]);

#endif
