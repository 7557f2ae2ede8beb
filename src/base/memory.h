/* Memory from the heap, and a switch that makes the Nth request fail so that tests can prove that
 * every failure is survived. */
#ifndef PORTREG_BASE_MEMORY_H
#define PORTREG_BASE_MEMORY_H

#include <stddef.h>

/* As malloc, calloc, realloc and free; NULL on failure. Parsers of other libraries are given these
 * too. */
void *memory_allocate(size_t size_bytes);
void *memory_allocate_zeroed(size_t count, size_t size_bytes);
void *memory_reallocate(void *block, size_t size_bytes);
void memory_free(void *block);

/* Prepares for a command that will ask for about SIZE_BYTES all in all and then end: they become
 * one heap, of large pages where the system has them. Taking and giving back thousands of small
 * pages costs as much as reading a release. Takes addresses, not memory, and never fails. To be
 * called before the first thread. */
void memory_expect(size_t size_bytes);

/* Prepares for a process that stays: blocks of 128 KiB and more go back to the system when they are
 * freed. By itself malloc takes ever larger ones from the heaps of its threads once some have been
 * freed, and the heaps keep what they once took. Never fails. */
void memory_stay_small(void);

/* Tests only: the COUNTth request from now on fails, once, in whatever thread; 0 switches it
 * off. */
void memory_fail_at(unsigned long count);

/* Tests only: whether the failure asked for has happened. */
int memory_failed(void);

#endif
