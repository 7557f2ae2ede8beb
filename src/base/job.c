/* Jobs: one thread each. */
#include "base/job.h"

static void *run_in_thread(void *context)
{
    struct job *job = context;
    job->run(job->context);
    return NULL;
}

void job_begin(struct job *job, void (*run)(void *context), void *context)
{
    *job = (struct job){.run = run, .context = context};
    job->threaded = pthread_create(&job->thread, NULL, run_in_thread, job) == 0;
}

void job_end(struct job *job)
{
    if (job->threaded)
        pthread_join(job->thread, NULL);
    else
        job->run(job->context);
}
