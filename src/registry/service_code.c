/* DCCP service codes. */
#include "registry/service_code.h"

#include <stdio.h>

enum service_code_kind service_code_kind(uint32_t code)
{
    if (code == 0)
        return SERVICE_CODE_ZERO;
    if (code == UINT32_MAX)
        return SERVICE_CODE_INVALID;
    return code >> 24 == '?' ? SERVICE_CODE_PRIVATE : SERVICE_CODE_ASSIGNABLE;
}

/* The characters of the "SC:" form: 32, 42-43, 45-57, 63-90, 95 and 97-122 (RFC 4340 8.1.2). */
static bool is_code_character(char c)
{
    return c == ' ' || c == '*' || c == '+' || (c >= '-' && c <= '9') || (c >= '?' && c <= 'Z') ||
           c == '_' || (c >= 'a' && c <= 'z');
}

static bool parse_characters(struct text text, uint32_t *code)
{
    if (text.length == 0 || text.length > 4)
        return false;
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = i < text.length ? text.bytes[i] : ' ';
        if (!is_code_character(c))
            return false;
        value = value << 8 | (unsigned char)c;
    }
    *code = value;
    return true;
}

static bool parse_hex(struct text text, uint32_t *code)
{
    if (text.length == 0 || text.length > 8)
        return false;
    uint32_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = ascii_lower(text.bytes[i]);
        if (!ascii_is_digit(c) && !(c >= 'a' && c <= 'f'))
            return false;
        value = value << 4 | (uint32_t)(ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    *code = value;
    return true;
}

bool service_code_parse(struct text text, uint32_t *code)
{
    if (text_starts_with(text, TEXT("SC:")))
        return parse_characters(text_from(text, 3), code);
    if (text_starts_with(text, TEXT("SC=x")) || text_starts_with(text, TEXT("SC=X")))
        return parse_hex(text_from(text, 4), code);
    if (text_starts_with(text, TEXT("SC=")))
        text = text_from(text, 3);
    uint64_t number;
    if (!text_to_number(text, UINT32_MAX, &number))
        return false;
    *code = (uint32_t)number;
    return true;
}

const char *service_code_format_text(uint32_t code, char buffer[static SERVICE_CODE_SIZE_BYTES])
{
    char characters[4];
    for (int i = 0; i < 4; i++)
        characters[i] = (char)(code >> (24 - 8 * i));
    int length = 4;
    while (length > 0 && characters[length - 1] == ' ')
        length--;
    buffer[0] = '\0';
    for (int i = 0; i < length; i++)
        if (!is_code_character(characters[i]))
            return buffer;
    if (length > 0)
        snprintf(buffer, SERVICE_CODE_SIZE_BYTES, "SC:%.*s", length, characters);
    return buffer;
}

const char *service_code_format_hex(uint32_t code, char buffer[static SERVICE_CODE_SIZE_BYTES])
{
    snprintf(buffer, SERVICE_CODE_SIZE_BYTES, "SC=x%08X", code);
    return buffer;
}
