/* Randomness for jitter and nonces. Pure code takes the number as an argument; shells get it here. */
#ifndef VIGIE_RANDOM_H
#define VIGIE_RANDOM_H

#include <stdint.h>

uint32_t random_u32(void);
uint64_t random_u64(void);

#endif
