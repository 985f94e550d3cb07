// Keeps the page current and gives it what HTML alone cannot: the viewer's own time, bars and charts to point at, and the
// truth about its own age. The server sends the same sections that it rendered; only those that differ are replaced.
'use strict';

const LANG = document.documentElement.lang;
const WORDS = document.body.dataset;
const STALE_MS = 4500; // the stream speaks every 2 s
const POLL_MS = 4000;
const LISTEN_AGAIN_MS = 30000;

const byId = (id) => document.getElementById(id);

// ---- Time.

const formats = {
  moment: new Intl.DateTimeFormat(LANG, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(LANG, { day: 'numeric', month: 'short' }),
  clock: new Intl.DateTimeFormat(LANG, { hour: '2-digit', minute: '2-digit' }),
  exact: new Intl.DateTimeFormat(LANG, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
};

function localise(root) {
  for (const time of root.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    time.title = time.textContent;
    time.textContent = (time.className === 'clock' ? formats.clock : formats.moment).format(at);
  }
}

// ---- Bars: the pointer and the arrow keys say what each of them hides.

const BARS = 90;
const chosen = {}; // svg id → bar

function barText(svg, index) {
  const from = (Number(svg.dataset.from) + index * Number(svg.dataset.step)) * 1000;
  const to = from + Number(svg.dataset.step) * 1000;
  const letter = svg.dataset.seen[index];
  const title = svg.querySelector(`[d="M${index * 4} 0v34"] title`);
  const seen = letter === '-' ? WORDS.unobserved : title ? title.textContent.split(' · ')[1] : WORDS.working;
  return `${formats.day.format(from)}, ${formats.clock.format(from)} – ${formats.clock.format(to)} : ${seen}`;
}

function chooseBar(svg, index) {
  const at = Math.max(0, Math.min(BARS - 1, index));
  const text = barText(svg, at);
  chosen[svg.id] = at;
  svg.querySelector('.cursor').setAttribute('d', `M${at * 4} 0v34`);
  svg.setAttribute('aria-valuenow', at + 1);
  svg.setAttribute('aria-valuetext', text);
  svg.parentNode.querySelector('.tell').textContent = text;
}

function wakeBars(svg) {
  const cursor = document.createElementNS(svg.namespaceURI, 'path');
  cursor.setAttribute('class', 'cursor');
  svg.append(cursor);
  svg.setAttribute('role', 'slider');
  svg.setAttribute('tabindex', '0');
  svg.setAttribute('aria-valuemin', '1');
  svg.setAttribute('aria-valuemax', String(BARS));
  svg.setAttribute('aria-valuenow', String(BARS));
  svg.setAttribute('aria-valuetext', barText(svg, BARS - 1));
  svg.setAttribute('aria-description', WORDS.keys);
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect();
    chooseBar(svg, Math.floor(((event.clientX - box.left) / box.width) * BARS));
  });
  svg.addEventListener('keydown', (event) => {
    const at = chosen[svg.id] ?? BARS - 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowDown: at - 1, ArrowUp: at + 1, Home: 0, End: BARS - 1,
      PageUp: at + 10, PageDown: at - 10 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    chooseBar(svg, to);
  });
  svg.addEventListener('focus', () => chooseBar(svg, chosen[svg.id] ?? BARS - 1));
  if (chosen[svg.id] !== undefined) chooseBar(svg, chosen[svg.id]);
}

// ---- Charts: uPlot over the figures of the SVG. Without it the SVG stays.

// The value at each piece: M and l as SVG means them, h1 goes on at the same height.
function pointsOf(svg, kind) {
  const path = svg.querySelector('path.' + kind);
  if (!path) return null;
  const values = new Array(BARS).fill(null);
  let command = '', x = 0, y = 0;
  const at = () => { values[x] = Math.max(0, (1 - y / 1000) * Number(svg.dataset.top)); };
  for (const [, letter, first, second] of path.getAttribute('d').matchAll(/([Mlh]?) ?(-?\d+)(?: ?(-?\d+))?/g)) {
    command = letter || command;
    if (command === 'M') { x = Number(first); y = Number(second); } else x += Number(first);
    if (command === 'l') y += Number(second);
    at();
  }
  return values;
}

function limitOf(svg, kind) {
  const path = svg.querySelector('path.' + kind);
  return path && (1 - Number(path.getAttribute('d').match(/ (\d+)/)[1]) / 1000) * Number(svg.dataset.top);
}

function drawChart(svg) {
  const width = svg.clientWidth;
  const css = getComputedStyle(svg);
  const colour = (name) => css.getPropertyValue(name).trim();
  const { top, unit } = svg.dataset, { from, step, names } = svg.closest('.trends').dataset;
  const times = Array.from({ length: BARS }, (_, i) => Number(from) + (i + 0.5) * Number(step));
  const series = [['mean', names.split('|')[0], '--calm'], ['max', names.split('|')[1], '--soft']]
    .map(([kind, label, stroke]) => ({ values: pointsOf(svg, kind), label, stroke })).filter((s) => s.values);
  const number = new Intl.NumberFormat(LANG, { maximumFractionDigits: Number(top) < 10 ? 1 : 0 });
  const say = (value) => (value == null ? '–' : number.format(value) + (unit ? '\u00a0' + unit : ''));
  const limits = [['warn', '--watch'], ['critical', '--bad']].map(([kind, c]) => [limitOf(svg, kind), colour(c)]);
  const box = document.createElement('div');
  box.className = 'plot';
  box.setAttribute('aria-hidden', 'true');
  const tell = line('p', '', 'tell small');
  svg.after(box, tell);
  svg.classList.add('covered');
  const axis = { stroke: colour('--soft'), font: '11px system-ui, sans-serif', grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false } };
  return new uPlot({
    width, height: 130, legend: { show: false }, cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: [0, Number(top)] } },
    axes: [
      { ...axis, size: 26, space: 60, values: (_, list) => list.map((t) => (Number(step) > 3600 ? formats.day : formats.clock).format(t * 1000)) },
      { ...axis, size: 44, space: 26, values: (_, list) => list.map((v) => number.format(v)) },
    ],
    series: [{}, ...series.map((s) => ({ stroke: colour(s.stroke), width: 1.5,
      points: { show: s.values.filter((v) => v !== null).length < 20, size: 5, fill: colour(s.stroke) } }))],
    hooks: { setCursor: [(plot) => {
      const at = plot.cursor.idx;
      tell.textContent = at == null ? '' : `${formats.moment.format(times[at] * 1000)} : `
        + series.map((s) => `${s.label} ${say(s.values[at])}`).join(', ');
    }], draw: [(plot) => {
      for (const [limit, stroke] of limits) {
        if (!limit) continue;
        const y = plot.valToPos(limit, 'y', true);
        plot.ctx.strokeStyle = stroke;
        plot.ctx.setLineDash([4, 4]);
        plot.ctx.beginPath();
        plot.ctx.moveTo(plot.bbox.left, y);
        plot.ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
        plot.ctx.stroke();
        plot.ctx.setLineDash([]);
      }
    }] },
  }, [times, ...series.map((s) => s.values)], box);
}

function drawCharts(root) {
  if (typeof uPlot === 'undefined') return;
  for (const svg of root.querySelectorAll('.trend svg:not(.covered)')) if (!svg.closest('details:not([open])')) drawChart(svg);
}

function redrawAll() {
  for (const plot of document.querySelectorAll('.plot, .trend .tell')) plot.remove();
  for (const svg of document.querySelectorAll('.covered')) svg.classList.remove('covered');
  drawCharts(document);
}

// ---- Sections.

const sent = new Map(); // section id → its HTML as the server sent it

function wake(section) {
  localise(section);
  for (const svg of section.querySelectorAll('.bars svg')) wakeBars(svg);
  for (const details of section.querySelectorAll('details')) details.addEventListener('toggle', () => drawCharts(details));
  drawCharts(section);
}

// What a reader had opened or focused stays so.
function replace(present, section) {
  const open = [...present.querySelectorAll('details')].map((d) => d.open);
  const focusable = 'a, summary, [tabindex]';
  const focused = [...present.querySelectorAll(focusable)].indexOf(document.activeElement);
  const html = section.innerHTML;
  present.className = section.className;
  present.hidden = section.hidden;
  if (sent.get(section.id) === html) return;
  sent.set(section.id, html);
  present.innerHTML = html;
  present.querySelectorAll('details').forEach((d, i) => { d.open = open[i] || false; });
  wake(present);
  if (focused >= 0) present.querySelectorAll(focusable)[focused]?.focus({ preventScroll: true });
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  for (const section of fresh.querySelectorAll('section[id]')) {
    const present = byId(section.id);
    if (present) replace(present, section);
  }
  nameTab();
}

// ---- How old is this?

let heard = Date.now();
const stale = document.createElement('div');
stale.id = 'stale';
stale.setAttribute('role', 'status');
byId('state').before(stale);

function nameTab() {
  const word = document.hidden ? '' : stale.firstChild ? WORDS.none : document.querySelector('#state .pill').lastChild.textContent.trim();
  document.title = word ? 'Vigie · ' + word : 'Vigie';
}

function say(text) {
  if (byId('live').textContent !== text) byId('live').textContent = text;
}

function line(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function turnGrey() {
  if (stale.firstChild) return;
  const [before, after] = WORDS.since.split('{time}');
  stale.className = 'state is-stale';
  stale.append(line('p', '○ ' + WORDS.none, 'pill'), line('h1', WORDS.stale, ''),
    line('p', before + formats.exact.format(heard) + after, 'meaning'), line('p', WORDS.next, 'next'));
  document.body.classList.add('stale');
  byId('state').hidden = true;
  say(WORDS.none);
  nameTab();
}

function hear() {
  heard = Date.now();
  if (!stale.firstChild) return;
  stale.replaceChildren();
  stale.className = '';
  document.body.classList.remove('stale');
  byId('state').hidden = false;
  nameTab();
}

setInterval(() => { if (!document.hidden && !polling && Date.now() - heard > STALE_MS) turnGrey(); }, 250);

// ---- Listening: a stream; where it is refused (too many viewers), asking every few seconds.

let stream = null;
let polling = 0;

async function poll() {
  try {
    const answer = await fetch('/?lang=' + LANG, { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(POLL_MS - 500) });
    const html = await answer.text();
    hear();
    show(html);
    say(WORDS.polled);
  } catch {
    turnGrey();
  }
}

function stop() {
  if (stream) stream.close();
  clearInterval(polling);
  stream = null;
  polling = 0;
}

function listen() {
  stop();
  stream = new EventSource('/events?lang=' + LANG);
  stream.addEventListener('page', (event) => { hear(); show(event.data); });
  stream.addEventListener('beat', () => { hear(); say(WORDS.live); });
  stream.onerror = () => {
    if (stream.readyState !== EventSource.CLOSED || polling) return;
    poll();
    polling = setInterval(poll, POLL_MS);
    setTimeout(() => { if (polling) listen(); }, LISTEN_AGAIN_MS);
  };
}

for (const section of document.querySelectorAll('section[id]')) {
  sent.set(section.id, section.innerHTML);
  wake(section);
}
listen();

// A hidden tab asks for nothing, and claims nothing.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) stop();
  else {
    heard = Math.max(heard, Date.now() - STALE_MS + 1000);
    listen();
  }
  nameTab();
});

let resized = 0;
window.addEventListener('resize', () => {
  clearTimeout(resized);
  resized = setTimeout(redrawAll, 150);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);
