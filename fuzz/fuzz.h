/* What every fuzz target has: one function that is called with the bytes of an input. */
#ifndef PORTREG_FUZZ_FUZZ_H
#define PORTREG_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

/* Ends the program, as a law was broken. */
#define BROKEN(...)                                                                                \
    do {                                                                                           \
        fprintf(stderr, "broken: " __VA_ARGS__);                                                   \
        fputc('\n', stderr);                                                                       \
        abort();                                                                                   \
    } while (0)

#endif
