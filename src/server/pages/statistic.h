/* The charts of the page of statistics, made from what was counted. */
#ifndef PORTREG_SERVER_PAGES_STATISTIC_H
#define PORTREG_SERVER_PAGES_STATISTIC_H

#include "server/pages/chart.h"
#include "server/pages/tally.h"

enum statistic_kind {
    STATISTIC_ASSIGNMENTS,
    STATISTIC_RANGES,
    STATISTIC_GROWTH,
    STATISTIC_RECORDS,
    STATISTIC_NAMES,
    STATISTIC_ASSIGNEES,
    STATISTIC_COUNT,
};

enum { STATISTIC_MARK_LIMIT = 64, STATISTIC_LABEL_SIZE_BYTES = 32 };

/* A chart and what it is made of. It points into itself: it must not be copied. */
struct statistic {
    struct chart chart;
    const char *label_title; /* what the labels are: "Year" */
    struct text labels[TALLY_MOMENT_LIMIT];
    char label_words[TALLY_MOMENT_LIMIT][STATISTIC_LABEL_SIZE_BYTES];
    uint32_t values[CHART_SERIES_LIMIT][TALLY_MOMENT_LIMIT];
    double places[TALLY_MOMENT_LIMIT];
    struct chart_mark marks[STATISTIC_MARK_LIMIT];
    char mark_words[STATISTIC_MARK_LIMIT][STATISTIC_LABEL_SIZE_BYTES];
    char description[512];
    char source[256];
};

/* The name in addresses: "growth". */
const char *statistic_id(enum statistic_kind kind);

/* Makes the chart of KIND from TALLY, which is of the release that SNAPSHOT answers from; texts are
 * borrowed from both. */
void statistic_make(struct statistic *statistic, enum statistic_kind kind,
                    const struct portreg *snapshot, const struct tally *tally);

#endif
