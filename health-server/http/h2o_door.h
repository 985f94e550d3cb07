/* The door to h2o (libuv flavour): its headers do not survive our warnings. */
#ifndef VIGIE_H2O_DOOR_H
#define VIGIE_H2O_DOOR_H

#define H2O_USE_LIBUV 1

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <h2o.h>
#include <h2o/http1.h>
#pragma GCC diagnostic pop

#endif
