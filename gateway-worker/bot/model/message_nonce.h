/* Names how the nonces of our messages begin: by them their events are known as ours. */
#ifndef VIGIE_MESSAGE_NONCE_H
#define VIGIE_MESSAGE_NONCE_H

#define MESSAGE_NONCE_PANEL "pan"
#define MESSAGE_NONCE_OWNER "own"

#endif
