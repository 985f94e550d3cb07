// Every state in both languages, with and without JavaScript, on a desk and on a phone, in light and dark.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, assertEnglish, assertNoSidewaysScroll, shoot, textOf, withBrowser } from './browser.mjs';
import { samplePage, serveSamples, STATES } from './samples.mjs';

const LANGUAGES = ['fr', 'en'];
const SIZES = { desk: { width: 1200, height: 900 }, phone: { width: 390, height: 844 }, zoomed: { width: 600, height: 450 } };

async function each(work) {
  const samples = await serveSamples();
  try {
    await withBrowser((open) => work(samples, open));
  } finally {
    samples.close();
  }
}

for (const [state, sentences] of Object.entries(STATES)) {
  test(`${state}: says so in both languages, with and without JavaScript, to everybody`, () => each(async (samples, open) => {
    for (const [index, language] of LANGUAGES.entries()) {
      for (const [javaScriptEnabled, colorScheme] of [[true, 'light'], [true, 'dark'], [false, 'light']]) {
        const page = await open(samples.url(state, language) + '?still', { javaScriptEnabled, colorScheme });
        assert.equal(await textOf(page, '#state h1'), sentences[index]);
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        if (language === 'en') await assertEnglish(page);
        if (javaScriptEnabled) await page.waitForFunction(() => document.getElementById('live').textContent !== '');
        if (javaScriptEnabled) await assertAccessible(page);
        for (const [size, viewport] of Object.entries(SIZES)) {
          await page.setViewportSize(viewport);
          await assertNoSidewaysScroll(page);
          if (size !== 'zoomed') await shoot(page, `${state}-${language}-${javaScriptEnabled ? 'js' : 'nojs'}-${colorScheme}-${size}`);
        }
        assert.deepEqual(page.complaints, []);
        await page.context().close();
      }
    }
  }));
}

test('without its scripts the page is accessible too', () => each(async (samples, open) => {
  for (const language of LANGUAGES) {
    const page = await open(samples.url('degraded', language), { blocked: /\.js/ }); // axe itself needs JavaScript
    assert.equal(await page.locator('.plot').count(), 0);
    await assertAccessible(page);
  }
}));

test('without JavaScript the page reloads itself', () => each(async (samples, open) => {
  const page = await open(samples.url('healthy', 'fr'), { javaScriptEnabled: false });
  assert.equal(await page.locator('meta[http-equiv=refresh]').getAttribute('content'), '15');
}));

test('nothing on the phone is hidden that the desk shows', () => each(async (samples, open) => {
  const page = await open(samples.url('healthy', 'fr'), { viewport: SIZES.phone, javaScriptEnabled: false });
  for (const label of ['état', 'depuis', 'redémarrages', 'mémoire', 'dernière fin']) {
    const cells = page.locator(`#workers td[data-label="${label}"]`);
    assert.ok(await cells.count() > 0);
    for (const cell of await cells.all()) {
      const box = await cell.boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 390, `${label} at ${JSON.stringify(box)}`);
    }
  }
}));

test('times are the viewer\'s own, and UTC without JavaScript', () => each(async (samples, open) => {
  const tokyo = await open(samples.url('ban', 'fr'), { timezoneId: 'Asia/Tokyo' });
  assert.match(await textOf(tokyo, '#state .back'), /^Reprise prévue à 00:32\.$/);
  assert.equal(await tokyo.locator('#state .back time').getAttribute('datetime'), '2026-01-01T15:32:00Z');
  const plain = await open(samples.url('ban', 'fr'), { timezoneId: 'Asia/Tokyo', javaScriptEnabled: false });
  assert.match(await textOf(plain, '#state .back'), /^Reprise prévue à 15:32 UTC\.$/);
}));

test('a bar says what it hides, to the pointer and to the arrow keys', () => each(async (samples, open) => {
  const page = await open(samples.url('healthy', 'fr'), { timezoneId: 'UTC' });
  const bars = page.locator('#bars-day'), told = page.locator('.bars').first().locator('.tell');
  assert.equal(await bars.getAttribute('role'), 'slider');
  await bars.focus();
  assert.match(await told.innerText(), /1 janv\., 14:24 – 14:40 : en service/);
  const box = await bars.boundingBox();
  await page.mouse.move(box.x + box.width * (12.5 / 90), box.y + 5);
  assert.match(await told.innerText(), /31 déc\., 17:52 – 18:08 : en panne 100/);
  await page.keyboard.press('ArrowRight');
  assert.match(await told.innerText(), /18:08 – 18:24 : en panne 100/);
  assert.equal(await bars.getAttribute('aria-valuetext'), await told.innerText());
  await page.keyboard.press('Home');
  assert.match(await told.innerText(), /en service/);
  const words = await page.locator('#uptime details').first();
  await words.locator('summary').click();
  assert.match(await words.innerText(), /31 déc\., 17:36 : en panne 34/);
}));

test('charts are drawn over the SVG with the same figures', () => each(async (samples, open) => {
  const page = await open(samples.url('healthy', 'fr'));
  assert.equal(await page.locator('#trends-day .uplot').count(), 5);
  const values = await page.evaluate("pointsOf(document.querySelector('#trends-day svg'), 'max').filter((v) => v !== null)");
  assert.ok(values.length > 80 && Math.abs(Math.max(...values) - 120) < 1, `highest ${Math.max(...values)} ms, written 120`);
  assert.equal(await page.locator('#trends-month .uplot').count(), 0, 'what is closed is not drawn');
  await page.locator('#trends-month summary').click();
  await page.waitForFunction(() => document.querySelectorAll('#trends-month .uplot').length === 5);
  await page.locator('#trends-day .u-over').first().hover();
  await page.waitForFunction(() => /moyenne \d+.ms, au plus \d+.ms/.test(document.querySelector('#trends-day .tell').textContent));
}));

test('what a reader opened stays open, and only what changed is replaced', () => each(async (samples, open) => {
  const page = await open(samples.url('healthy', 'fr'));
  await page.locator('#uptime details summary').click();
  await page.evaluate("window.tile = document.querySelector('#discord p')");
  const uptime = /<section id="uptime".*?<\/section>/s.exec(samplePage('healthy', 'fr'))[0].replace('97,2', '97,1');
  samples.tell(`event: page\n${uptime.split('\n').map((l) => `data: ${l}\n`).join('')}\n`);
  await page.waitForFunction(() => document.querySelector('#uptime b').textContent.startsWith('97,1'));
  assert.equal(await page.locator('#uptime details').getAttribute('open'), '');
  assert.ok(await page.evaluate("window.tile === document.querySelector('#discord p')"));
  assert.equal(await page.locator('#bars-day').getAttribute('role'), 'slider');
}));
