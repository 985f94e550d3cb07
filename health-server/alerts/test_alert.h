/* `health-server --test-alert`, for `supervisor test-alert`: one alert through each channel that is set,
 * without a supervisor and beside a service that runs. Says on stdout, a line a channel, whether it arrived;
 * never the address. */
#ifndef VIGIE_TEST_ALERT_H
#define VIGIE_TEST_ALERT_H

struct settings;

/* Returns the exit status: EXIT_NORMAL all arrived, EXIT_TEMPORARY one did not, EXIT_CONFIGURATION none is
 * set. Frees the settings. */
int test_alert_send(struct settings *settings);

#endif
