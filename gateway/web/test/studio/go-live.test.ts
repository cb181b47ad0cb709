import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ffmpegCommands } from '../../src/studio/go-live';

it.each(['file', 'test'] as const)('the command for a %s is one that a shell runs with the stream as its last word', (kind) => {
  const command = ffmpegCommands('rtmp://host:1935/live', 'sk_live_x')[kind];
  const words = spawnSync('sh', ['-c', command.replace('ffmpeg', "printf '%s\\n'")], { encoding: 'utf8' }).stdout.trim().split('\n');
  expect(words.at(0)).toBe('-re');
  expect(words.slice(-3)).toEqual(['-f', 'flv', 'rtmp://host:1935/live/sk_live_x']);
});
