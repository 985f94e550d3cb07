/* Actions of the bot in a ticket that Discord refuses without a permission (ticket_actions.def). */
#ifndef VIGIE_TICKET_ACTION_H
#define VIGIE_TICKET_ACTION_H

enum ticket_action {
#define ACTION(id, doing, first, second, third) ACTION_##id,
#include "ticket_actions.def"
#undef ACTION
    TICKET_ACTIONS
};

#endif
