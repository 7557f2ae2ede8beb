/* Logs for tests: known keys and entries, and a directory to write them in. The facts are those of
 * a worked example: seeds, and what other implementations computed from them. */
#ifndef PORTREG_TESTS_SUPPORT_LOG_H
#define PORTREG_TESTS_SUPPORT_LOG_H

#include "base/file.h"
#include "history/log/key.h"
#include "history/log/policy.h"

/* The seed is 00..1f. */
#define FACT_LOG_KEY                                                                               \
    "PRIVATE+KEY+ports.example.org/log+934fd4e1+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define FACT_LOG_VERIFIER                                                                          \
    "ports.example.org/log+934fd4e1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
/* The seed is 20..3f. */
#define FACT_WITNESS_VERIFIER                                                                      \
    "witness.example.org/w1+f3c080b6+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
#define FACT_LOG_SIGNATURE                                                                         \
    "\xe2\x80\x94 ports.example.org/log "                                                          \
    "k0/U4UaxJzNIA0vOX4n+fdsZf++NLYcHT0XQS4+3qj/clkdigOMUctjpHXBkZDI9ZWTWuf28T+Dfxf10AXMemq/NyQs=" \
    "\n"
#define FACT_COSIGNATURE                                                                           \
    "\xe2\x80\x94 witness.example.org/w1 "                                                         \
    "88CAtgAAAABkGFDL6D1r2Pnhd8tb6YgFIuEaG3411aNuN9SxLimFHWC65m4DLGAZKJ6OJ73Z+/"                   \
    "36F9+7DjRAGDn9TxUnSSLsVwRrBA==\n"
/* Of the first seven entries. */
#define FACT_CHECKPOINT_TEXT                                                                       \
    "ports.example.org/log\n7\nP6sWS9wo/zZ+FXG7y2p5TMrnpa3VpiEq2ckaR6Xtj1k=\n"
#define FACT_CHECKPOINT FACT_CHECKPOINT_TEXT "\n" FACT_LOG_SIGNATURE
#define FACT_COSIGNED   FACT_CHECKPOINT FACT_COSIGNATURE
#define FACT_PATH                                                                                  \
    "hNFbRHofZ4vg2iTYL5ausL9itNuuT8En1qnqtMh2joc=\n"                                               \
    "15JUq+b7Ys46MBYh/W3Z5FbDQuyltoDTDonaLBn5oNk=\n"                                               \
    "c9mIXRDpr8DmURKz0zN2FX+4I5WLC5KtecOTx58YjIs=\n"
#define FACT_PROOF "c2sp.org/tlog-proof@v1\nindex 4\n" FACT_PATH "\n" FACT_COSIGNED
/* That 3 entries are the beginning of 7. */
#define FACT_CONSISTENCY                                                                           \
    "wgzIO4F4XPDYqNvc67XO7lhPhy6fzV1P5qHetirKufk=\n"                                               \
    "p01A0hw9ehHlMKofW/AKd/a7q/8InfDOxVPc7fxaTbg=\n"                                               \
    "Pk6OOoMyzjEoJ+bm7yS1ajGf3R2roYx538fPMOiRz6s=\n"                                               \
    "r+XFvc0xhtpU3BUK0LXOGpoHcrXKdEOUgnjxv3tPXb0=\n"
enum { FACT_SIZE = 7, FACT_COSIGNED_AT = 1679315147 };

enum { FACT_ENTRY_SIZE_BYTES = 128 };
/* The entry INDEX, in BUFFER. */
struct text fact_entry(uint64_t index, char buffer[static FACT_ENTRY_SIZE_BYTES]);

/* A directory for tests, with a key. */
struct test_log {
    char directory[256];
    char log[300];        /* the directory of the log */
    char key[300];        /* the file of the key */
    struct policy policy; /* trusts the key, asks for no witness */
};

/* Makes the directory and the key FACT_LOG_KEY in it; false when it cannot. */
bool test_log_init(struct test_log *log);
/* Removes all of it. */
void test_log_done(struct test_log *log);
/* Appends entries, numbered from what is there up to SIZE, and signs. Returns a status. */
int test_log_grow(const struct test_log *log, uint64_t size, struct error *error);
/* Removes PATH and what is in it. */
void remove_tree(const char *path);
/* Writes the file PATH. */
bool write_bytes(const char *path, struct text bytes, unsigned mode);

#endif
