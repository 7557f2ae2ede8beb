/* Runs a fuzz target without a fuzzer, over the inputs in files and directories: what was found
 * once is found again in every run of the tests. */
#include <ftw.h>
#include <string.h>

#include "base/file.h"
#include "fuzz.h"

static unsigned count;

static int run_file(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    struct file file;
    struct error error;
    (void)info, (void)place;
    if (kind != FTW_F)
        return 0;
    if (file_open(&file, path, &error) != STATUS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    /* from a heap block of exactly its size, as a fuzzer does it */
    uint8_t *copy = malloc(file.bytes.length ? file.bytes.length : 1);
    if (!copy)
        abort();
    if (file.bytes.length)
        memcpy(copy, file.bytes.bytes, file.bytes.length);
    fprintf(stderr, "%s\n", path); /* the last one is the one that broke */
    LLVMFuzzerTestOneInput(copy, file.bytes.length);
    free(copy);
    file_close(&file);
    count++;
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (nftw(argv[i], run_file, 8, FTW_PHYS) != 0)
            return EXIT_FAILURE;
    fprintf(stderr, "%u inputs\n", count);
    return count ? EXIT_SUCCESS : EXIT_FAILURE; /* no input is a test of nothing */
}
