/* Verification of a data directory: that everything in it is what was received, published and
 * logged. Nothing is written, and nothing is asked of the network. */
#ifndef PORTREG_PUBLICATION_VERIFICATION_H
#define PORTREG_PUBLICATION_VERIFICATION_H

#include "publication/account.h"

/* Verifies all of DATA_DIRECTORY, and its log by POLICY; without one (NULL) nothing of the log is
 * looked at. What is proved and what is wrong goes to ACCOUNT. Returns 0 whatever was found, and a
 * status when it could not do its work. */
int verification_run(const char *data_directory, const struct policy *policy,
                     struct account *account, struct error *error);

/* The same for the release SEQUENCE, which the store has, alone. */
int verification_run_release(const char *data_directory, uint32_t sequence,
                             const struct policy *policy, struct account *account,
                             struct error *error);

#endif
