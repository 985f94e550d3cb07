// One Chromium for all tests, and pages that notice what a reader never should: errors, breaches of the content security
// policy, requests to other hosts.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = path.join(process.cwd(), 'screenshots');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--no-first-run', '--disable-quic'];

/** Runs `work(open)` with a browser of its own; open(url, options) gives a watched page. */
export async function withBrowser(work) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'vigie-browser-'));
  mkdirSync(SHOTS, { recursive: true });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, headless: true,
  });
  try {
    await work((url, options) => openPage(context.browser(), url, options));
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function openPage(browser, url, { blocked, ...options } = {}) {
  const complaints = [];
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, timezoneId: 'Europe/Paris', locale: 'fr-FR', ...options });
  if (blocked) await context.route(blocked, (route) => route.abort());
  const page = await context.newPage();
  const host = new URL(url).host;
  page.complaints = complaints;
  page.bytes = new Map(); // path → bytes of the body as sent
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(`console: ${message.text()}`); });
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (to.protocol !== 'data:' && to.host !== host) complaints.push(`another host: ${request.url()}`);
  });
  page.on('response', async (response) => {
    const type = response.headers()['content-type'] ?? '';
    if (!type.startsWith('text/event-stream')) page.bytes.set(new URL(response.url()).pathname, (await response.body().catch(() => '')).length);
  });
  await page.goto(url);
  return page;
}

/** Fails with what axe (WCAG 2.1 A and AA) complains of. */
export async function assertAccessible(page) {
  const found = await page.evaluate(`(() => { ${AXE}; return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }); })()`);
  const words = found.violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + ' ' + n.failureSummary).join('\n  ')}`);
  assert.deepEqual(words, []);
}

/** Fails with what a reader of the English page finds in French: lines with an accent, but for the other language's own name. */
export async function assertEnglish(page) {
  const text = (await page.locator('body').innerText()).replace('Français', '');
  assert.deepEqual(text.split('\n').filter((line) => /[àâçéèêëîïôùûœ«»]/i.test(line)), []);
  assert.equal(await page.locator('[lang=fr]:not(.switch)').count(), 0);
}

export async function assertNoSidewaysScroll(page) {
  const [content, window] = await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.clientWidth]');
  assert.ok(content <= window, `${content} px of content in ${window} px`);
}

export async function shoot(page, name) {
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true });
}

export const textOf = (page, selector) => page.locator(selector).first().innerText();
