/* What the bot does in a ticket that Discord may refuse for want of a permission (acts.def). */
#ifndef VIGIE_ACTS_H
#define VIGIE_ACTS_H

enum act {
#define ACT(id, doing, first, second, third) ACT_##id,
#include "acts.def"
#undef ACT
    ACTS
};

#endif
