// Runs the pages' unit tests, unless Maven was told to skip tests.
import { spawnSync } from 'node:child_process';

if (process.argv[2] !== 'true') {
  process.exit(spawnSync('npm', ['test'], { stdio: 'inherit' }).status ?? 1);
}
