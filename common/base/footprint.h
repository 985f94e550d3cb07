/* Keeping a process small: the door to malloc's knobs and to the mappings of programs and libraries.
 * docs/decisions/0010 has the figures. */
#ifndef VIGIE_FOOTPRINT_H
#define VIGIE_FOOTPRINT_H

struct footprint;
struct loop;

/* From now on a block of 32 KiB or more goes back to the system when it is freed, and so does free memory at
 * the end of the heap: glibc by itself raises these limits up to 32 and 64 MiB with the largest block that
 * was ever freed. When the start is over, and once a minute from then on, footprint_give_back. */
struct footprint *footprint_create(struct loop *loop);
/* The limits stay. Accepts NULL. */
void footprint_destroy(struct footprint **footprint);

/* Free pages of the heap go back to the system, wherever they lie. */
void footprint_trim_heap(void);

/* That, and the pages of programs and libraries that were never written to: most of them were read by the
 * dynamic linker alone. The system's cache keeps them; what is in use comes back a fault at a time. */
void footprint_give_back(void);

#endif
