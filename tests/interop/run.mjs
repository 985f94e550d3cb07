// Runs every test of this folder beside one simulator that stands in for Google's hosts. Its authority is made anew at each
// start, and Node reads whom to trust when it starts: so the tests are processes of their own.
import { spawn } from 'node:child_process';
import { readdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { startSimulator } from './simulator.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'vigie-interop-'));
const simulator = await startSimulator();
const secure = await (await fetch(new URL('/control/tls', simulator.base))).json();
const authority = path.join(folder, 'authority.pem');
writeFileSync(authority, secure.ca);

const files = readdirSync(HERE).filter((name) => name.endsWith('.test.mjs')).sort().map((name) => path.join(HERE, name));
const tests = spawn(process.execPath, ['--test', ...process.argv.slice(2), ...files], {
  stdio: 'inherit',
  env: {
    ...process.env,
    NODE_EXTRA_CA_CERTS: authority,
    NODE_OPTIONS: `--import=${path.join(HERE, 'google_hosts.mjs')}`,
    SIMULATOR: simulator.base,
    SIMULATOR_TLS_PORT: String(secure.port),
    SIMULATOR_PROXY: `http://127.0.0.1:${secure.proxy_port}`,
  },
});
tests.on('exit', (status) => {
  simulator.process.kill();
  rmSync(folder, { recursive: true });
  process.exitCode = status ?? 1;
});
