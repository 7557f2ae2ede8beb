/* A file that was released: which release it is of, by an entry of the log. */
#ifndef PORTREG_PUBLICATION_RELEASED_H
#define PORTREG_PUBLICATION_RELEASED_H

#include "history/log/proof.h"
#include "publication/logged.h"

/* A proof that carries the entry of a release, as publication puts it beside the files. */
struct released_proof {
    struct proof proof;
    char *bytes; /* of the entry */
    struct text entry_bytes;
    struct entry entry;
};

/* Reads FILE, which stays open meanwhile. End with released_proof_done, whatever is returned. */
int released_proof_read(struct released_proof *proof, const struct file *file, struct error *error);
void released_proof_done(struct released_proof *proof);

/* Verifies that the entry is in a log that POLICY trusts. *ANSWER borrows from PROOF and POLICY. */
int released_proof_check(const struct released_proof *proof, const struct policy *policy,
                         struct policy_answer *answer, struct error *error);

#endif
