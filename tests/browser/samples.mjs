// Serves the pages of sample_page (samples/sample_page.c) with the headers and assets of health-server, and a stream that a
// test can silence.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const TREE = process.env.VIGIE_TREE, PROGRAMS = process.env.VIGIE_BIN;
const ASSETS = path.join(TREE, 'health-server', 'assets');
// As in health-server/http/request.c; that health-server sends it is tested with the real one (service.test.mjs).
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const FILES = {
  '/page.css': ['text/css; charset=utf-8', 'page.css', 'vendor/uPlot.min.css'],
  '/page.js': ['text/javascript; charset=utf-8', 'page.js'],
  '/uplot.js': ['text/javascript; charset=utf-8', 'vendor/uPlot.iife.min.js'],
  '/icon.svg': ['image/svg+xml', 'icon.svg'],
};

export const STATES = {
  healthy: ['Tout fonctionne.', 'Everything works.'],
  notice: ['Le bot se reconnecte à Discord.', 'The bot is reconnecting to Discord.'],
  degraded: ['La feuille Google ne peut pas être écrite.', 'The Google sheet cannot be written.'],
  starting: ['Vigie démarre.', 'Vigie is starting.'],
  down: ['Le bot est déconnecté de Discord.', 'The bot is disconnected from Discord.'],
  ban: ["Discord bloque l'adresse IP de l'hébergeur.", "Discord blocks the host's IP address."],
  config: ['Vigie attend un réglage.', 'Vigie waits for a setting.'],
};

export function samplePage(state, language) {
  return execFileSync(path.join(PROGRAMS, 'bench', 'sample_page'), [state, language], { encoding: 'utf8' });
}

export async function serveSamples() {
  const streams = new Set();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://x');
    const [, state, language] = url.pathname.split('/');
    if (STATES[state]) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY, 'content-language': language });
      const page = samplePage(state, language);
      response.end(url.searchParams.has('still') ? page.replace(/<noscript>.*?<\/noscript>/, '') : page);
    } else if (url.pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const beat = () => response.write('event: beat\ndata: 1\n\n');
      const timer = setInterval(beat, 1000);
      beat();
      streams.add(response);
      request.on('close', () => { clearInterval(timer); streams.delete(response); });
    } else if (FILES[url.pathname]) {
      const [type, ...names] = FILES[url.pathname];
      response.writeHead(200, { 'content-type': type });
      response.end(Buffer.concat(names.map((name) => readFileSync(path.join(ASSETS, name)))));
    } else {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    // ?still: without the reload that serves readers without JavaScript, for tests that take longer than it waits
    url: (state, language) => `http://127.0.0.1:${server.address().port}/${state}/${language}`,
    tell: (text) => { for (const stream of streams) stream.write(text); },
    close: () => { for (const stream of streams) stream.destroy(); server.close(); },
  };
}
