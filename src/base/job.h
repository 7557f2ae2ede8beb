/* A job: a function that runs beside its caller, in a thread of its own where one is to be had. */
#ifndef PORTREG_BASE_JOB_H
#define PORTREG_BASE_JOB_H

#include <pthread.h>
#include <stdbool.h>

/* The caller's object. */
struct job {
    void (*run)(void *context);
    void *context;
    pthread_t thread;
    bool threaded; /* otherwise there was no thread to be had, and it is run at the end */
};

/* Begins to run RUN with CONTEXT. What it reads must stay as it is, and what it writes must not be
 * looked at, until job_end. Never fails. */
void job_begin(struct job *job, void (*run)(void *context), void *context);
/* Waits until it has run. To be called once for each begin, by the same thread. */
void job_end(struct job *job);

#endif
