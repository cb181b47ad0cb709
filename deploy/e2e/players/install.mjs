// Installs the players with `npm ci`, if what is to be installed has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const STAMP = 'node_modules/.installed';
const [skipped] = process.argv.slice(2);

const wanted = ['package.json', 'package-lock.json', '.npmrc'].map((file) => readFileSync(file, 'utf8')).join('\0');
if (skipped !== 'true' && !(existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted)) {
  const done = spawnSync('npm', ['ci'], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) {
    console.error(`npm ci failed${done.error ? `: ${done.error.message}` : ''}`);
    process.exit(1);
  }
  writeFileSync(STAMP, wanted);
}
