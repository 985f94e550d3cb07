// A real Vigie beside a real simulator, each in a folder of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { controlOf, settingsOf, startSimulator } from './simulator.mjs';

const BIN = process.env.VIGIE_BIN;

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

/** The first true value of condition(); errors count as "not yet". */
export async function waitUntil(condition, what, patience_ms = 60000) {
  for (const end = Date.now() + patience_ms; ;) {
    const seen = await Promise.resolve().then(condition).catch(() => null);
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`not within ${patience_ms} ms: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

/** `changes` to its settings; `mode`: how the simulator's Gateway behaves from the beginning. */
export async function withService(changes, work, mode = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vigie-page-'));
  const simulator = await startSimulator();
  const settings = { ...(await settingsOf(simulator.base)), PATH: '/usr/bin:/bin', PORT: String(await freePort()), STATE_DIR: 'state', LOG_DIR: 'logs', ...changes };
  const service = {
    url: `http://127.0.0.1:${settings.PORT}/`,
    control: (method, where, body) => controlOf(simulator.base, method, where, body),
    health: async () => (await fetch(new URL('/health', service.url))).json(),
    start: () => {
      service.process = spawn(path.join(BIN, 'supervisor'), ['run'], { cwd: folder, env: settings, stdio: 'ignore' });
      service.ended = new Promise((resolve) => { service.process.once('exit', resolve); });
    },
    stop: async () => { service.process.kill('SIGTERM'); await service.ended; },
    isStatus: (status) => waitUntil(async () => (await service.health()).status === status, `/health says ${status}`),
  };
  try {
    await service.control('POST', 'gateway/mode', mode);
    service.start();
    await work(service);
  } finally {
    await service.stop();
    simulator.process.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
