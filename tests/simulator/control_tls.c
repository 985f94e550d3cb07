/* /control/tls: the ports that speak TLS in the name of Google's hosts, whom to trust there, and their
 * faults. */
#include "control.h"
#include "entrances.h"

void control_tls(struct control_call *call)
{
    struct json_writer *w = &call->out;
    const struct secure_entrance *secure = entrances_secure(call->control->entrances);
    if (!secure) {
        control_refuse(call, "no port or no certificate could be had");
        return;
    }
    jw_object(w);
    jw_member_int(w, "port", secure->tls_port);
    jw_member_int(w, "proxy_port", secure->proxy_port);
    jw_member_string(w, "ca", secure->ca_pem);
    jw_object_end(w);
}

void control_tls_faults(struct control_call *call)
{
    int64_t resets = json_int(json_get(call->body, "resets"), -1);
    if (resets < 0 || resets > 1000)
        control_refuse(call, "resets: 0 to 1000");
    else
        entrances_reset_next(call->control->entrances, (unsigned)resets);
}
