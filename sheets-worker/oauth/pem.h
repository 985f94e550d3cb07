/* A private key as it comes out of a key file that passed through shells, forms and .env files, made a clean
 * PEM block. Pure. Never prints what it saw, but lengths and labels. */
#ifndef VIGIE_PEM_H
#define VIGIE_PEM_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>

#define PEM_REFUSED_SIZE 300

/* Appends the clean block to `pem`. *ret_repaired: line breaks or armour had to be put right.
 * False: `refused` says in French what was seen, why it fails and what to do. */
bool pem_normalise(const char *pasted, struct buffer *pem, bool *ret_repaired,
                   char refused[PEM_REFUSED_SIZE]);

#endif
