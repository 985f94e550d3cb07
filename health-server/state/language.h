/* The languages of the page and the badge. Everything else that people read is French (CONTRACT sections 3
 * and 4). */
#ifndef VIGIE_LANGUAGE_H
#define VIGIE_LANGUAGE_H

enum language { FRENCH, ENGLISH, LANGUAGES };

#endif
