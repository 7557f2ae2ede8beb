/* For tests: where two registries differ in meaning. Layout and position do not count. */
#ifndef PORTREG_TESTS_DIFFERENCE_H
#define PORTREG_TESTS_DIFFERENCE_H

#include "registry/registry.h"

/* The first thing in which A and B differ, in words, or NULL: they mean the same. */
const char *registry_difference(const struct registry *a, const struct registry *b);

#endif
