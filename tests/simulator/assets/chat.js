/* The pretend Discord: channels, messages with embeds and buttons, answers that only the presser sees, modals. */
import { ask, byId, h, say, snowflakeDate, tell, timeOfDay } from '/dom.js';
import { markdown } from '/markdown.js';

const people = [
  { id: '234567890123456789', name: 'Alix', part: 'équipe', permissions: '16' },
  { id: '456789012345678901', name: 'Sacha', part: 'équipe', permissions: '16' },
  { id: '345678901234567890', name: 'Camille', part: 'joue', permissions: '0' },
];
const buttonStyles = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link' };

const world = { channels: [], shown: '', wanted: '', names: new Map() };
const drawn = new Map(); /* message id → {text, element}: only what changed is drawn again */
const whispers = [];     /* {channel, element} */

const me = () => people[byId('who').selectedIndex] || people[0];
const names = {
  user: (id) => people.find((p) => p.id === id)?.name || world.names.get(id) || `membre ${id.slice(-4)}`,
  channel: (id) => world.channels.find((c) => c.id === id)?.name || 'salon',
};

function avatar(name, bot) {
  const hue = [...name].reduce((sum, letter) => sum * 31 + letter.codePointAt(0), 7) % 360;
  const circle = h('span', { class: bot ? 'avatar bot' : 'avatar', 'aria-hidden': 'true' }, [...name][0].toUpperCase());
  circle.style.setProperty('--hue', hue);
  return circle;
}

function drawEmbed(embed) {
  const box = h('div', { class: 'embed' },
    embed.author && h('p', { class: 'embed-author' }, embed.author.name),
    embed.title && h('p', { class: 'embed-title' }, embed.title),
    embed.description && h('div', { class: 'embed-text' }, markdown(embed.description, names)),
    embed.fields?.length && h('dl', {}, embed.fields.map((field) =>
      h('div', { class: field.inline ? 'field inline' : 'field' },
        h('dt', {}, field.name), h('dd', {}, markdown(field.value, names))))),
    embed.footer && h('p', { class: 'embed-footer' }, embed.footer.text));
  if (Number.isInteger(embed.color)) box.style.setProperty('--edge', `#${embed.color.toString(16).padStart(6, '0')}`);
  return box;
}

function drawButton(button, message) {
  const label = [button.emoji?.name, button.label].filter(Boolean).join(' ');
  const element = h('button', {
    type: 'button', class: `pressable ${buttonStyles[button.style] || 'secondary'}`, disabled: button.disabled,
  }, label);
  element.addEventListener('click', () => tell(press(element, message, button.custom_id)));
  return element;
}

function drawRows(message) {
  return (message.components || []).map((row) =>
    h('div', { class: 'buttons' }, (row.components || [row]).filter((c) => c.type === 2).map((b) => drawButton(b, message))));
}

function authorOf(message) {
  return { name: names.user(message.author.id), bot: Boolean(message.author.bot) };
}

/* Discord's own lines, of which the bot causes one: a pin. */
function drawNotice(message) {
  return h('li', { class: 'message notice' }, h('p', {}, h('strong', {}, authorOf(message).name), ' a épinglé un message dans ce salon. ',
    h('time', {}, timeOfDay(snowflakeDate(message.id)))));
}

function drawMessage(message, extra = '') {
  const author = authorOf(message);
  if (message.type === 6) return drawNotice(message);
  return h('li', { class: `message ${extra}` },
    avatar(author.name, author.bot),
    h('div', { class: 'body' },
      h('p', { class: 'by' }, h('strong', {}, author.name), author.bot && h('span', { class: 'badge' }, 'BOT'),
        h('time', {}, timeOfDay(snowflakeDate(message.id))),
        message.pinned && h('span', { class: 'pin' }, 'épinglé'),
        message.edited && h('span', { class: 'edited' }, 'modifié')),
      message.content && h('div', { class: 'text' }, markdown(message.content, names)),
      (message.embeds || []).map(drawEmbed),
      drawRows(message)));
}

/* ---- Pressing, and what the bot answers to the presser alone ---- */

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

function whisper(channel, data, note) {
  const content = data.content || '';
  const element = h('li', { class: 'message whisper' },
    avatar('Vigie', true),
    h('div', { class: 'body' },
      content && h('div', { class: 'text' }, markdown(content, names)),
      (data.embeds || []).map(drawEmbed),
      h('p', { class: 'only-you' }, note, ' · ', h('button', { type: 'button', onclick: () => element.remove() }, 'Ignorer'))));
  whispers.push({ channel, element });
  if (whispers.length > 20) whispers.shift().element.remove();
  if (channel === world.shown) append(element);
  return element;
}

/* Looks at an interaction until nothing more is to be expected of it, and shows what came. */
async function follow(id, context) {
  const shown = new Map();
  const show = (key, data) => {
    const text = JSON.stringify(data);
    if (shown.get(key)?.text === text) return;
    shown.get(key)?.element.remove();
    shown.set(key, { text, element: whisper(context.channel, data, 'Visible par vous seul') });
  };
  for (let waited = 0; waited < 20000; waited += 200) {
    const seen = await ask('GET', `/control/interactions/${id}`);
    if (seen.acknowledged && context.done) context.done = context.done();
    if (!seen.acknowledged && waited > 3000) throw new Error('L’interaction a échoué : aucune réponse en 3 secondes.');
    const data = seen.callback?.data || {};
    if (seen.callback_type === 9) return openModal(data, context);
    const whole = seen.edits.length ? seen.edits.at(-1) : data;
    if ((data.flags & 64) && (whole.content || whole.embeds?.length)) show('first', whole);
    seen.followups.forEach((one, i) => { if (one.flags & 64) show(i, one); });
    const final = seen.callback_type === 4 || seen.callback_type === 7 || seen.edits.length || seen.followups.length;
    if (final && waited > 1000) return undefined;
    await pause(200);
  }
  return undefined;
}

async function press(button, message, customId) {
  const channel = world.shown;
  button.classList.add('busy');
  const done = () => { button.classList.remove('busy'); };
  try {
    const { interaction_id: id } = await ask('POST', '/control/press', {
      channel_id: channel, message_id: message.id, custom_id: customId, user_id: me().id, permissions: me().permissions });
    await follow(id, { channel, message, done });
  } finally {
    done();
  }
}

function modalInputs(data) {
  return (data.components || []).flatMap((row) => row.components || (row.component ? [{ ...row.component, label: row.component.label || row.label }] : []))
    .filter((c) => c.type === 4);
}

function openModal(data, context) {
  const dialog = byId('modal');
  const inputs = modalInputs(data);
  byId('modal-title').textContent = data.title || '';
  byId('modal-fields').replaceChildren(...inputs.map((input) => h('label', {}, input.label || '',
    h(input.style === 1 ? 'input' : 'textarea', {
      maxlength: input.max_length, minlength: input.min_length, placeholder: input.placeholder,
      required: input.required !== false, rows: input.style === 1 ? undefined : 8 }))));
  const fields = byId('modal-fields').querySelectorAll('input, textarea');
  fields.forEach((field, i) => { field.value = inputs[i].value || ''; });
  byId('modal-cancel').onclick = () => dialog.close();
  byId('modal-form').onsubmit = () => tell(submit(data.custom_id, fields[0]?.value || '', context));
  dialog.showModal();
  fields[0]?.focus();
}

async function submit(customId, input, context) {
  const { interaction_id: id } = await ask('POST', '/control/modal', {
    channel_id: context.channel, message_id: context.message?.id, custom_id: customId, input,
    user_id: me().id, permissions: me().permissions });
  await follow(id, { channel: context.channel, message: context.message });
}

/* ---- Drawing ---- */

function append(element) {
  const list = byId('messages');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  list.append(element);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function choose(id) {
  world.shown = id;
  drawn.clear();
  byId('messages').replaceChildren();
  draw();
  whispers.filter((w) => w.channel === id).forEach((w) => byId('messages').append(w.element));
  byId('messages').scrollTop = byId('messages').scrollHeight;
}

function drawChannels() {
  const nav = byId('channels');
  const key = JSON.stringify([world.shown, world.channels.map((c) => [c.id, c.name])]);
  if (nav.dataset.key === key) return;
  nav.dataset.key = key;
  nav.replaceChildren(...world.channels.map((channel) => h('button', {
    type: 'button', class: 'channel', 'aria-current': channel.id === world.shown ? 'true' : undefined,
    onclick: () => choose(channel.id) }, `# ${channel.name}`)));
}

function draw() {
  drawChannels();
  const channel = world.channels.find((c) => c.id === world.shown);
  const alive = new Set();
  for (const message of channel?.messages || []) {
    const text = JSON.stringify([message, world.names.size]);
    const before = drawn.get(message.id);
    alive.add(message.id);
    if (before?.text === text) continue;
    const element = drawMessage(message, before ? 'changed' : '');
    drawn.set(message.id, { text, element });
    if (before) before.element.replaceWith(element);
    else append(element);
  }
  for (const [id, one] of drawn)
    if (!alive.has(id)) {
      one.element.remove();
      drawn.delete(id);
    }
}

function learnNames() {
  for (const channel of world.channels)
    for (const message of channel.messages)
      world.names.set(message.author.id, message.author.global_name || message.author.username);
}

/* Called with each answer of /control/channels and /control/state. */
export function showChannels(channels, state) {
  const isTicket = (c) => c.name.startsWith('【🎭】');
  const fresh = channels.filter((c) => isTicket(c) && !world.channels.some((known) => known.id === c.id));
  world.channels = channels;
  if (state.bot) world.names.set(state.bot.id, state.bot.username);
  learnNames();
  if (channels.some((c) => c.id === world.wanted)) {
    choose(world.wanted);
    world.wanted = '';
  } else if (!channels.some((c) => c.id === world.shown) || (fresh.length && !isTicket(channels.find((c) => c.id === world.shown))))
    choose((fresh.at(-1) || channels.filter(isTicket).at(-1) || channels.at(-1))?.id || '');
  else draw();
}

async function send(text) {
  const channel = world.shown;
  if (!channel) throw new Error('Aucun salon.');
  if (!text.startsWith('/')) {
    await ask('POST', '/control/messages', { channel_id: channel, content: text, author_id: me().id });
    return;
  }
  const { interaction_id: id } = await ask('POST', '/control/command', {
    channel_id: channel, name: text.slice(1).split(' ')[0], user_id: me().id, permissions: me().permissions });
  await follow(id, { channel });
}

async function newTicket() {
  const number = world.channels.filter((c) => c.name.startsWith('【🎭】')).length + 1;
  const { id } = await ask('POST', '/control/channels', { name: `【🎭】personnage-${number}`, owner_id: people[2].id });
  world.wanted = id;
  say('Ticket créé : la vigie va y poser son panneau.');
}

export function startChat() {
  byId('who').append(...people.map((person) => h('option', {}, `${person.name} (${person.part})`)));
  byId('new-ticket').addEventListener('click', () => tell(newTicket()));
  byId('composer-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const box = byId('composer');
    const text = box.value.trim();
    box.value = '';
    if (text) tell(send(text));
  });
}
