/* Finding a text or an expression in a cell's text. */
#include "text_search.h"

#include <ctype.h>
#include <string.h>

enum { EXPRESSION_MAX = 1000 };

bool text_search_open(struct text_search *s, const char *find, bool match_case, bool by_regex)
{
    *s = (struct text_search){.find = find, .match_case = match_case, .by_regex = by_regex};
    if (!by_regex)
        return true;
    if (strlen(find) > EXPRESSION_MAX)
        return false;
    s->letters = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!s->letters)
        return false;
    locale_t before = uselocale(s->letters);
    int failure = regcomp(&s->regex, find, REG_EXTENDED | (match_case ? 0 : REG_ICASE));
    uselocale(before);
    if (failure)
        freelocale(s->letters);
    return !failure;
}

void text_search_close(struct text_search *s)
{
    if (!s->by_regex)
        return;
    regfree(&s->regex);
    freelocale(s->letters);
}

static bool next_text(const struct text_search *s, const char *text, size_t from, struct text_match *ret)
{
    const char *hit = s->match_case ? strstr(text + from, s->find) : strcasestr(text + from, s->find);
    if (!hit)
        return false;
    ret->start = (size_t)(hit - text);
    ret->end = ret->start + strlen(s->find);
    return true;
}

bool text_search_next(const struct text_search *s, const char *text, size_t from, struct text_match *ret)
{
    if (!s->by_regex)
        return next_text(s, text, from, ret);
    locale_t before = uselocale(s->letters);
    int failure = regexec(&s->regex, text + from, TEXT_GROUPS, ret->groups, from ? REG_NOTBOL : 0);
    uselocale(before);
    if (failure)
        return false;
    for (size_t i = 0; i < TEXT_GROUPS; i++)
        if (ret->groups[i].rm_so >= 0) {
            ret->groups[i].rm_so += (regoff_t)from;
            ret->groups[i].rm_eo += (regoff_t)from;
        }
    ret->start = (size_t)ret->groups[0].rm_so;
    ret->end = (size_t)ret->groups[0].rm_eo;
    return true;
}

size_t text_match_step(const char *text, const struct text_match *match)
{
    size_t next = match->end;
    if (match->end > match->start || !text[next])
        return next;
    do
        next++;
    while (((unsigned char)text[next] & 0xC0) == 0x80);
    return next;
}

void text_search_expand(const struct text_search *s, const char *text, const struct text_match *match,
                        const char *replacement, struct buffer *out)
{
    if (!s->by_regex) {
        buffer_text(out, replacement);
        return;
    }
    for (const char *p = replacement; *p; p++) {
        if (*p == '$' && isdigit((unsigned char)p[1])) {
            const regmatch_t *group = &match->groups[*++p - '0'];
            if (group->rm_so >= 0)
                buffer_append(out, text + group->rm_so, (size_t)(group->rm_eo - group->rm_so));
            continue;
        }
        if (*p == '\\' && p[1])
            p++;
        buffer_char(out, *p);
    }
}
