/* Discord's way of writing, as far as the bot uses it: bold, italic, code, links, mentions, quotes, headings. */
import { h } from '/dom.js';

const inline = [
  [/^\*\*([^*]+(?:\*[^*]+)*)\*\*/, (m, names) => h('strong', {}, ...write(m[1], names))],
  [/^__([^_]+)__/, (m, names) => h('u', {}, ...write(m[1], names))],
  [/^\*([^*\s][^*]*)\*/, (m, names) => h('em', {}, ...write(m[1], names))],
  [/^_([^_\s][^_]*)_(?!\w)/, (m, names) => h('em', {}, ...write(m[1], names))],
  [/^~~([^~]+)~~/, (m, names) => h('s', {}, ...write(m[1], names))],
  [/^`([^`]+)`/, (m) => h('code', {}, m[1])],
  [/^<@!?(\d+)>/, (m, names) => h('span', { class: 'mention' }, `@${names.user(m[1])}`)],
  [/^<#(\d+)>/, (m, names) => h('span', { class: 'mention' }, `#${names.channel(m[1])}`)],
  [/^<@&(\d+)>/, () => h('span', { class: 'mention' }, '@rôle')],
  [/^<t:(\d+)(?::\w)?>/, (m) => h('time', {}, new Date(Number(m[1]) * 1000).toLocaleString('fr-FR'))],
  [/^\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/, (m) => link(m[2], m[1])],
  [/^https?:\/\/[^\s<>]+/, (m) => link(m[0], m[0])],
  [/^\\([*_~`<[\\>#])/, (m) => m[1]],
];

function link(url, text) {
  return h('a', { href: url, rel: 'noreferrer noopener', target: '_blank' }, text);
}

/* One line as a list of texts and elements. */
function write(text, names) {
  const out = [];
  let plain = '';
  for (let rest = text; rest;) {
    const before = plain.at(-1);
    const hit = inline.map(([pattern, make]) => [rest.match(pattern), make]).find(([match]) => match);
    if (hit && !(hit[0][0].startsWith('_') && before && /\w/.test(before))) {
      if (plain) out.push(plain);
      plain = '';
      out.push(hit[1](hit[0], names));
      rest = rest.slice(hit[0][0].length);
    } else {
      plain += rest[0];
      rest = rest.slice(1);
    }
  }
  if (plain) out.push(plain);
  return out;
}

/* A whole message: one block a line. `names` gives user(id) and channel(id). */
export function markdown(text, names) {
  return text.split('\n').map((line) => {
    const heading = line.match(/^(#{1,3}) (.*)/);
    if (heading) return h('p', { class: 'heading' }, ...write(heading[2], names));
    if (line.startsWith('> ')) return h('blockquote', {}, ...write(line.slice(2), names));
    if (/^-# /.test(line)) return h('p', { class: 'small' }, ...write(line.slice(3), names));
    if (/^[-*] /.test(line)) return h('p', { class: 'item' }, ...write(line.slice(2), names));
    return h('p', {}, ...(line ? write(line, names) : ['\u00a0']));
  });
}
