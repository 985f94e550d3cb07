/* Prefixes of the nonces of our messages: they mark the events of our messages as ours. */
#ifndef VIGIE_MESSAGE_NONCE_H
#define VIGIE_MESSAGE_NONCE_H

#define MESSAGE_NONCE_PANEL "pan"
#define MESSAGE_NONCE_OWNER "own"

#endif
