/* A site as files, for any web server:
 *
 *     DIR/site -> site.Kq3ZtA   what is served; replaced in one step when all of it is written
 *     DIR/nginx.conf            how nginx answers from it as portreg serve does
 *     DIR/lock                  one process at a time writes
 *
 * A file that is as it was in the site before is that file, by a hard link: so its time, and what
 * caches know of it, stay. The site before stays until the next one is written, for those who are
 * just reading it. */
#ifndef PORTREG_SERVER_FROZEN_FROZEN_TREE_H
#define PORTREG_SERVER_FROZEN_FROZEN_TREE_H

#include "base/buffer.h"
#include "base/file.h"

struct frozen_tree {
    char directory[PATH_SIZE_BYTES]; /* DIR, absolute */
    char path[PATH_SIZE_BYTES];      /* of the site being written; empty when there is none */
    char before[PATH_SIZE_BYTES];    /* of the one that is served now; empty: none */
    char parent[PATH_SIZE_BYTES];    /* the directory that was made last */
    int lock;
    struct buffer compressed;
    size_t files;      /* how many answers there are, */
    size_t files_kept; /* of which these are as they were */
};

/* Begins a site in DIRECTORY, which is made when it is missing and otherwise must be empty or have
 * a site in it. End with frozen_tree_done, whatever is returned. Returns 0; STATUS_INPUT for a
 * directory that has other things in it; or STATUS_IO. */
int frozen_tree_init(struct frozen_tree *tree, const char *directory, struct error *error);

/* Removes what was not published, and lets others in. */
void frozen_tree_done(struct frozen_tree *tree);

/* Adds the file NAME, a path below the site in segments that are neither empty nor "." nor "..",
 * with BYTES in it, and where it is worth it NAME.gz beside it. A file that is
 * there already stays: a place may be given twice. A name that no file can have is STATUS_INPUT. */
int frozen_tree_add(struct frozen_tree *tree, struct text name, struct text bytes,
                    struct error *error);

/* Makes NAME lead to TARGET, which is relative to the directory of NAME. */
int frozen_tree_link(struct frozen_tree *tree, struct text name, const char *target,
                     struct error *error);

/* Writes DIR/NAME beside the site, in one step. */
int frozen_tree_put(struct frozen_tree *tree, const char *name, struct text bytes,
                    struct error *error);

/* Makes what was written the site that is served. */
int frozen_tree_publish(struct frozen_tree *tree, struct error *error);

#endif
