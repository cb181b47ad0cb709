// Builds the pages into the folder given, with `npm ci` and `npm run build`; each only if what goes into it has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const NODE_NEEDED = [20, 19];
const INSTALL_INPUTS = ['package.json', 'package-lock.json', '.npmrc'];
const BUILD_INPUTS = [...INSTALL_INPUTS, 'build.mjs', 'index.html', 'watch.html', 'embed.html', 'studio.html', 'admin.html', 'tsconfig.json', 'vite.config.ts', 'public', 'src', 'test'];

const out = resolve(process.argv[2] ?? 'dist');
checkNode();
unlessUnchanged('node_modules/.installed', INSTALL_INPUTS, 'node_modules/.bin/vite', () => npm('ci'));
// Beside the folder, not in it: what is in it goes into the jar.
unlessUnchanged(join(dirname(dirname(out)), 'web-build.stamp'), BUILD_INPUTS, join(out, 'index.html'), () => npm('run', 'build'));

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor < NODE_NEEDED[1])) {
    fail(`the pages are built with Node ${NODE_NEEDED.join('.')} or newer, and this is ${process.versions.node}`);
  }
}

function unlessUnchanged(stamp, inputs, result, work) {
  const now = hash(inputs);
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) {
    return;
  }
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

function hash(inputs) {
  const sum = createHash('sha256').update(out).update(process.version);
  for (const file of inputs.flatMap(filesIn)) {
    sum.update(`\0${file}\0`).update(readFileSync(file));
  }
  return sum.digest('hex');
}

function filesIn(path) {
  return statSync(path).isDirectory()
    ? readdirSync(path).sort().flatMap((name) => filesIn(join(path, name)))
    : [path];
}

function npm(...args) {
  const done = spawnSync('npm', args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, WEB_OUT: out } });
  if (done.status !== 0) {
    fail(`npm ${args.join(' ')} failed${done.error ? `: ${done.error.message}` : ''}`);
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
