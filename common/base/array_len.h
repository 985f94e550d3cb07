/* Number of elements of an array, a mistake at compile time for a pointer is left to -Wsizeof-pointer-div. */
#ifndef VIGIE_ARRAY_LEN_H
#define VIGIE_ARRAY_LEN_H

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
