/* Whether an address can be reached from the whole Internet. Pure. */
#ifndef VIGIE_PUBLIC_ADDRESS_H
#define VIGIE_PUBLIC_ADDRESS_H

#include <stdbool.h>

/* An IPv4 or IPv6 address as text: outside of the ranges that special_addresses.def lists (private, loopback,
 * link-local, shared, documentation, benchmarks, multicast, reserved). IPv4 within IPv6 (mapped, NAT64)
 * counts as that. False for what is no address. */
bool address_is_public(const char *text);

/* A host of a URL: an address as above, or a name that is not this machine's nor of a local network
 * ("localhost", "x.local", "x.internal", one without a dot). What a name leads to shows only when it is
 * looked up. */
bool host_may_be_public(const char *host);

#endif
