// The page of a running service: live, in the reader's language, and honest when it is left alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, assertEnglish, shoot, textOf, withBrowser } from './browser.mjs';
import { POLICY, samplePage, STATES } from './samples.mjs';
import { waitUntil, withService } from './service.mjs';

const LIVE = () => document.getElementById('live').textContent === 'en direct';

// What a real service shows in each state: whatever brings it there, and its sentence in French and English.
const REAL = {
  starting: { passes: true, mode: { no_hello: true }, // after 120 s it would be degraded: a service for each visit
    says: ['Vigie démarre.', 'Vigie is starting.'] },
  healthy: { says: ['Tout fonctionne.', 'Everything works.'] },
  degraded: { changes: { SERVICE_ACCOUNT_JSON: '' }, says: ["La feuille Google n'est pas configurée.", 'The Google sheet is not configured.'] },
  down: {
    until: async (service) => {
      await service.isStatus('healthy');
      await service.control('POST', 'gateway', { do: 'close', code: 4004 });
    },
    says: ['Discord refuse le jeton du bot.', "Discord refuses the bot's token."],
  },
};
const READERS = [['fr-FR', 'fr'], ['en-GB', 'en']];

async function assertStateFor(open, service, state, reader, javaScriptEnabled) {
  const [locale, language] = READERS[reader];
  const page = await open(service.url, { locale, javaScriptEnabled });
  assert.equal(await page.locator('html').getAttribute('lang'), language);
  assert.equal(await textOf(page, '#state h1'), REAL[state].says[reader]);
  assert.match(await page.locator('#state').getAttribute('class'), new RegExp(`is-${state}`));
  if (javaScriptEnabled) await page.waitForFunction(() => document.getElementById('live').textContent !== '');
  if (javaScriptEnabled) await assertAccessible(page);
  if (language === 'en') await assertEnglish(page);
  await shoot(page, `service-${state}-${language}-${javaScriptEnabled ? 'js' : 'nojs'}`);
  // A stream that ended because the machine is too slow for both is no fault of the page.
  assert.deepEqual(page.complaints.filter((complaint) => !complaint.includes('ERR_INCOMPLETE_CHUNKED_ENCODING')), []);
  await page.context().close();
}

const visits = READERS.flatMap((_, reader) => [[reader, true], [reader, false]]);

for (const [state, { changes, mode, until, passes }] of Object.entries(REAL)) {
  test(`a service that is ${state}: in both languages, with and without JavaScript`, () => withBrowser(async (open) => {
    for (const some of passes ? visits.map((visit) => [visit]) : [visits]) {
      await withService(changes ?? {}, async (service) => {
        if (until) await until(service);
        await service.isStatus(state);
        for (const visit of some) await assertStateFor(open, service, state, ...visit);
      }, mode);
    }
  }));
}

test('healthy, live, in the reader\'s language, which it remembers', () => withService({}, async (service) => {
  await service.isStatus('healthy');
  await withBrowser(async (open) => {
    const page = await open(service.url);
    assert.equal(await textOf(page, '#state h1'), 'Tout fonctionne.');
    await page.waitForFunction(LIVE);
    await assertAccessible(page);
    await shoot(page, 'service-healthy');
    const english = await open(service.url, { locale: 'en-GB' });
    assert.equal(await textOf(english, '#state h1'), 'Everything works.');
    await english.locator('.switch').click();
    assert.equal(await textOf(english, '#state h1'), 'Tout fonctionne.');
    await english.goto(service.url);
    assert.equal(await textOf(english, '#state h1'), 'Tout fonctionne.', 'remembered');
    assert.deepEqual([...page.complaints, ...english.complaints], []);
  });
  const answer = await fetch(service.url, { headers: { 'accept-language': 'en;q=0.9, de' } });
  assert.equal(answer.headers.get('content-security-policy'), POLICY);
  assert.equal(answer.headers.get('content-language'), 'en');
  assert.doesNotMatch(await answer.text(), / style=| on[a-z]+=|<style/);
}));

test('a reconnection appears by itself, as trouble and as recovery, and nothing is doubled', () => withService({}, async (service) => {
  await service.isStatus('healthy');
  await withBrowser(async (open) => {
    const page = await open(service.url);
    await page.waitForFunction(LIVE);
    for (let i = 0; i < 3; i++) {
      const before = (await service.health()).gateway.resumes;
      await service.control('POST', 'gateway', { do: 'close', code: 4000 });
      await waitUntil(async () => (await service.health()).gateway.resumes > before, 'RESUMED');
    }
    await page.waitForFunction(() => /Déconnecté de Discord : erreur inconnue de Discord \(code 4000\) · suite : reprise[^\n]*× 3/
      .test(document.querySelector('#events').innerText));
    await page.waitForFunction(() => /Reconnexion réussie[^\n]*× 3/.test(document.querySelector('#events').innerText));
    assert.match(await textOf(page, '#events'), /Connecté en tant que/);
    assert.deepEqual(page.complaints, []);
  });
}));

test('a page that is left alone turns grey, says since when it knows nothing, and comes back', () => withService({}, async (service) => {
  await service.isStatus('healthy');
  await withBrowser(async (open) => {
    const page = await open(service.url), english = await open(service.url, { locale: 'en-GB' });
    await page.waitForFunction(LIVE);
    await english.waitForFunction(() => document.getElementById('live').textContent === 'live');
    assert.equal(await page.locator('#stale h1').count(), 0);
    await service.stop();
    const began = Date.now();
    await page.waitForFunction(() => document.querySelector('#stale h1') !== null);
    console.log(`grey ${Date.now() - began} ms after the service was gone`);
    assert.equal(await textOf(page, '#stale h1'), 'État inconnu.');
    assert.match(await textOf(page, '#stale .meaning'), /plus de nouvelles du service depuis \d\d:\d\d:\d\d/);
    assert.equal(await page.locator('#state').isVisible(), false);
    assert.doesNotMatch(await page.locator('body').innerText(), /Tout fonctionne/);
    assert.equal(await page.title(), 'Vigie · sans nouvelles');
    await assertAccessible(page);
    await shoot(page, 'service-stale-fr-js');
    await english.waitForFunction(() => document.querySelector('#stale h1') !== null);
    assert.equal(await textOf(english, '#stale h1'), 'State unknown.');
    assert.match(await textOf(english, '#stale .meaning'), /heard nothing of the service since \d\d:\d\d:\d\d/);
    await assertEnglish(english);
    await assertAccessible(english);
    await shoot(english, 'service-stale-en-js');
    service.start();
    await page.waitForFunction(() => document.querySelector('#stale h1') === null
      && document.querySelector('#state').innerText.includes('Tout fonctionne'));
    const unexpected = [...page.complaints, ...english.complaints].filter((c) => !/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|Failed to load resource/.test(c));
    assert.deepEqual(unexpected, []);
  });
}));

test('a setting that is wrong, on a host that restarts: down, with the setting named', () => withService({ RENDER: 'true', DISCORD_TOKEN: '' }, async (service) => {
  await service.isStatus('down');
  await withBrowser(async (open) => {
    const page = await open(service.url, { locale: 'en' });
    assert.equal(await textOf(page, '#state h1'), 'Vigie waits for a setting.');
    assert.match(await textOf(page, '#state .detail'), /DISCORD_TOKEN/);
    await assertEnglish(page);
    await assertAccessible(page);
    await shoot(page, 'service-config');
  });
}));

test('page, style, scripts and charts together are under 100 KB after a month', () => withService({}, async (service) => {
  await service.isStatus('healthy');
  const sizeOf = async (path) => (await (await fetch(new URL(path, service.url))).arrayBuffer()).byteLength;
  const sizes = await Promise.all(['/page.css', '/page.js', '/uplot.js', '/icon.svg'].map(sizeOf));
  for (const state of Object.keys(STATES)) {
    const page = Buffer.byteLength(samplePage(state, 'fr'));
    const total = sizes.reduce((sum, bytes) => sum + bytes, page);
    console.log(`${state}: ${total} bytes: page ${page}, style, script, charts, icon ${sizes.join(', ')}`);
    assert.ok(total < 100_000);
  }
}));

test('an address that Discord bans: said at once, with the time of its end, and no green', () => withService({}, async (service) => {
  await service.isStatus('healthy');
  await withBrowser(async (open) => {
    const page = await open(service.url);
    await page.waitForFunction(LIVE);
    await service.control('POST', 'gateway/mode', { handshake: 429, retry_after: 3600 });
    await service.control('POST', 'gateway', { do: 'drop' });
    await page.waitForFunction(() => document.querySelector('#state h1').textContent === "Discord bloque l'adresse IP de l'hébergeur.");
    assert.match(await textOf(page, '#state .back'), /^Reprise prévue à \d\d:\d\d\.$/);
    assert.match(await page.locator('#state').getAttribute('class'), /is-degraded/);
    assert.match(await page.locator('#discord').getAttribute('class'), /is-warn|is-fail/);
    await shoot(page, 'service-ban');
    assert.deepEqual(page.complaints, []);
  });
}));

test('a first connection that takes long: starting', () => withService({}, async (service) => {
  await service.isStatus('starting');
  await withBrowser(async (open) => {
    const page = await open(service.url);
    assert.equal(await textOf(page, '#state h1'), 'Vigie démarre.');
    assert.match(await page.locator('#state').getAttribute('class'), /is-starting/);
    await service.control('POST', 'gateway/mode', {});
    await page.waitForFunction(() => document.querySelector('#state h1').textContent === 'Tout fonctionne.');
    assert.deepEqual(page.complaints, []);
  });
}, { no_hello: true }));
