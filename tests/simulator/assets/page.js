/* The page to play with: asks the simulator every 700 ms and shows what it says; the buttons of the strip make trouble. */
import { ask, byId, h, say, tell } from '/dom.js';
import { showChannels, startChat } from '/chat.js';
import { sheetSince, showSheet, startSheet } from '/sheet.js';

const period = 700;

/* ---- Trouble: `on` and `off` for what lasts, `on` alone for what happens once; of one family only one can last ---- */
const faults = [
  { label: 'Couper la connexion', hint: 'TCP rompu : la vigie doit reprendre sa session sans rien perdre',
    on: () => ask('POST', '/control/gateway', { do: 'drop' }) },
  { label: 'Discord muet', family: 'gateway', hint: 'La connexion reste ouverte mais plus rien n’arrive',
    on: () => ask('POST', '/control/gateway/mode', { silent: true }), off: () => ask('POST', '/control/gateway/mode', {}) },
  { label: 'Discord injoignable', family: 'gateway', hint: 'Chaque tentative de connexion est refusée',
    on: () => ask('POST', '/control/gateway/mode', { refuse: true }).then(() => ask('POST', '/control/gateway', { do: 'drop' })),
    off: () => ask('POST', '/control/gateway/mode', {}) },
  { label: 'Google indisponible', hint: '503 à chaque appel : rien de confirmé ne doit être perdu',
    on: () => ask('POST', '/control/google', { op: 'any', status: 503, times: -1 }), off: () => ask('POST', '/control/google', { op: 'clear' }) },
  { label: 'Écriture sans réponse', hint: 'La prochaine écriture est faite, puis la connexion est rompue : rien ne doit être doublé',
    on: () => ask('POST', '/control/google', { op: 'write', fate: 'after', times: 1 }) },
];

function faultButton(fault) {
  const button = h('button', { type: 'button', class: 'fault', title: fault.hint, 'data-family': fault.family, 'aria-pressed': fault.off ? 'false' : undefined }, fault.label);
  button.addEventListener('click', () => {
    const lit = button.getAttribute('aria-pressed') === 'true';
    const deed = lit ? fault.off() : fault.on();
    tell(deed.then(() => {
      if (fault.family) document.querySelectorAll(`[data-family="${fault.family}"]`).forEach((b) => b.setAttribute('aria-pressed', 'false'));
      if (fault.off) button.setAttribute('aria-pressed', String(!lit));
      say(lit ? `Fin de la panne : ${fault.label}.` : fault.hint);
    }));
  });
  return button;
}

async function reset() {
  await ask('POST', '/control/reset', {});
  await ask('POST', '/control/gateway/mode', {});
  document.querySelectorAll('.fault[aria-pressed="true"]').forEach((b) => b.setAttribute('aria-pressed', 'false'));
  say('Tout est remis à zéro.');
}

/* ---- The strip ---- */
const gauges = {};

function gauge(name, label, text, mood) {
  if (!gauges[name]) {
    gauges[name] = { value: h('b', {}), item: null };
    gauges[name].item = h('li', {}, h('span', {}, label), gauges[name].value);
    byId('gauges').append(gauges[name].item);
  }
  if (gauges[name].value.textContent !== text) gauges[name].value.textContent = text;
  gauges[name].item.className = mood || '';
}

function showState(state, google) {
  const up = state.open_connections > 0;
  gauge('gateway', 'Gateway', up ? 'connectée' : 'coupée', up ? 'good' : 'bad');
  gauge('session', 'IDENTIFY · RESUME', `${state.identifies} · ${state.resumed}`);
  gauge('beats', 'Battements', String(state.heartbeats));
  gauge('events', 'Événements', String(state.dispatched));
  gauge('google', 'Google lu · écrit', `${google.reads} · ${google.writes}`, google.faults ? 'warn' : '');
  const wrongs = state.violations.length + google.violations.length;
  gauge('wrongs', 'Infractions', String(wrongs), wrongs ? 'bad' : 'good');
  gauges.wrongs.item.title = [...state.violations, ...google.violations].map((v) => `${v.code} : ${v.what}`).slice(0, 8).join('\n');
}

async function look() {
  const [state, channels, sheet, google] = await Promise.all([
    ask('GET', '/control/state'), ask('GET', '/control/channels'),
    ask('GET', `/control/sheet?since=${sheetSince()}`), ask('GET', '/control/google?calls=0')]);
  showState(state, google);
  showChannels(channels, state);
  showSheet(sheet);
}

async function watch() {
  for (;;) {
    try {
      await look();
      document.body.classList.remove('lost');
    } catch (error) {
      document.body.classList.add('lost');
      gauge('gateway', 'Gateway', 'simulateur arrêté', 'bad');
      console.warn(error);
    }
    await new Promise((done) => { setTimeout(done, document.hidden ? 5000 : period); });
  }
}

byId('faults').append(...faults.map(faultButton), h('button', { type: 'button', class: 'fault quiet', onclick: () => tell(reset()) }, 'Remettre à zéro'));
startChat();
startSheet();
watch();
