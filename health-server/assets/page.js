// Keeps the page current: the server sends the same HTML that it rendered, and only sections that differ are replaced.
'use strict';

const live = document.getElementById('live');
const POLL_MS = 10000;
let polling = 0;

function say(text) {
  if (live.textContent !== text) live.textContent = text;
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  for (const section of fresh.querySelectorAll('section[id]')) {
    const present = document.getElementById(section.id);
    if (!present) continue;
    if (present.className !== section.className) present.className = section.className;
    if (present.innerHTML !== section.innerHTML) present.innerHTML = section.innerHTML;
  }
  const word = document.querySelector('#state .pill');
  if (word) document.title = 'Vigie · ' + word.lastChild.textContent.trim();
}

// When the stream is refused (too many viewers) or a proxy swallows it.
async function poll() {
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    show(await answer.text());
    say('mis à jour toutes les 10 s');
  } catch {
    say('serveur injoignable, nouvel essai…');
  }
}

function listen() {
  const stream = new EventSource('/events');
  stream.addEventListener('page', (event) => {
    show(event.data);
    say('en direct');
  });
  stream.onerror = () => {
    say('liaison interrompue, nouvel essai…');
    if (stream.readyState !== EventSource.CLOSED || polling) return;
    poll();
    polling = setInterval(poll, POLL_MS);
  };
  return stream;
}

// A hidden tab asks for nothing.
let stream = listen();
document.addEventListener('visibilitychange', () => {
  stream.close();
  clearInterval(polling);
  polling = 0;
  if (!document.hidden) stream = listen();
});
