/* convert FROM|- TO [FILE] [DATE] [PAGE]: temporary */
#include "base/file.h"
#include "formats/format.h"
#include <stdlib.h>
int main(int argc, char **argv);
static void print_finding(void *c, const struct finding *f)
{
    (void)c;
    char line[1024];
    error_format(&f->error, line, sizeof line);
    fprintf(stderr, "%s: %s %s\n", severity_name(f->severity), f->rule, line);
}
int main(int argc, char **argv)
{
    struct error error = {0};
    struct file file;
    struct registry registry;
    if (argc < 4)
        return 2;
    registry_init(&registry);
    if (file_open(&file, argv[3], &error) != 0)
        return 3;
    struct input input = {file.name, file.bytes, {0, 0, 0}};
    struct findings findings = {print_finding, NULL};
    int status = format_read(format_find(text_of(argv[1])), &input, &registry, &findings, &error);
    struct writing writing = {{0, 0, 0}, 0};
    if (argc > 4)
        date_parse(text_of(argv[4]), &writing.as_published);
    if (argc > 5)
        writing.page = (unsigned)strtoul(argv[5], NULL, 10);
    static struct sink sink;
    sink_init_stream(&sink, stdout);
    if (status == 0)
        status = format_find(text_of(argv[2]))->write(&registry, &writing, &sink, &error);
    if (status == 0)
        status = sink_flush(&sink, "standard output", &error);
    if (status != 0) {
        char line[1024];
        error_format(&error, line, sizeof line);
        fprintf(stderr, "convert: %s\n", line);
    }
    registry_done(&registry);
    file_close(&file);
    return status ? 2 : 0;
}
