/* What a port number is registered as: example SNAPSHOT PORT-NUMBER
 * Build it with: cc example.c $(pkg-config --cflags --libs portreg) -o example */
#include <portreg.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct portreg *snapshot;
    struct portreg_error error;
    struct portreg_record record;
    unsigned port_number;
    char words[200];
    if (argc != 3 || sscanf(argv[2], "%u", &port_number) != 1 || port_number > UINT16_MAX)
        return fputs("usage: example SNAPSHOT PORT-NUMBER\n", stderr), 2;
    if (portreg_open(argv[1], &snapshot, &error) != PORTREG_OK)
        return fprintf(stderr, "example: %s\n", error.message), 3;
    struct portreg_answer answer = portreg_find_port(snapshot, PORTREG_TCP, (uint16_t)port_number);
    portreg_explain(snapshot, &answer, words, sizeof(words));
    printf("%u/tcp: %s, %s\n", port_number, portreg_state_name(answer.state), words);
    for (uint32_t i = 0; portreg_list_get(snapshot, answer.records, i, &record); i++)
        printf("    %s: %s\n", record.service_name.bytes, record.description.bytes);
    puts(PORTREG_DISCLAIMER);
    portreg_close(snapshot);
    return 0;
}
