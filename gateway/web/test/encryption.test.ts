import { describe, expect, it } from 'vitest';
import { forClearKey, keyIdOf, keyIds, license, transportUrl } from '../src/watch/encryption';

const KEY = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="../keys/3",IV=0x00112233445566778899AABBCCDDEEFF,KEYFORMAT="identity"';

function read(json: ArrayBuffer): unknown {
  return JSON.parse(new TextDecoder().decode(json));
}

describe('a playlist for Clear Key', () => {
  it('names it wherever fragments are encrypted', () => {
    const playlist = ['#EXTM3U', '#EXT-X-MAP:URI="init-0.mp4"', KEY, '#EXTINF:2,', '450.m4s', KEY.replace('/3', '/4'), '600.m4s'].join('\n');
    const lines = forClearKey(playlist).split('\n');
    expect(lines[2]).toBe(KEY.replace('identity', 'org.w3.clearkey'));
    expect(lines[5]).toBe(KEY.replace('/3', '/4').replace('identity', 'org.w3.clearkey'));
    expect(lines.filter((_, index) => index !== 2 && index !== 5)).toEqual(
      playlist.split('\n').filter((_, index) => index !== 2 && index !== 5),
    );
  });

  it.each([
    '#EXTM3U\n#EXTINF:2,\n1.m4s\n',
    '#EXTM3U\n#EXT-X-KEY:METHOD=NONE\n#EXTINF:2,\n1.m4s\n',
    '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="../../keys/0"\n#EXTINF:2,\n1.ts\n',
    '#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://1",KEYFORMAT="com.apple.streamingkeydelivery"\n1.m4s\n',
    '#EXTM3U\n#EXT-X-DATERANGE:ID="x",X-TEXT="KEYFORMAT=identity"\n',
  ])('stays as it is: %j', (playlist) => {
    expect(forClearKey(playlist)).toBe(playlist);
  });
});

describe('Clear Key', () => {
  const keyId = new Uint8Array([0xfb, 0xff, 0xfe, ...new Array<number>(13).fill(0)]);

  it('is asked for a key by its id', () => {
    expect(read(keyIds(keyId))).toEqual({ kids: ['-__-AAAAAAAAAAAAAAAAAA'] });
  });

  it('learns the key id from a pssh that names it', () => {
    const pssh = new Uint8Array(52);
    pssh.set([0, 0, 0, 52, 0x70, 0x73, 0x73, 0x68, 1]);
    pssh.set([0, 0, 0, 1, ...keyId], 28);
    expect(keyIdOf(pssh.buffer)).toEqual(keyId);
    expect(keyIdOf(pssh.slice(0, 47).buffer)).toBeNull();
    pssh[8] = 0;
    expect(keyIdOf(pssh.buffer)).toBeNull();
  });

  it('is told the key in base64url', () => {
    const key = new Uint8Array(16).fill(0xff).buffer;
    expect(read(license(keyId, key))).toEqual({
      keys: [{ kty: 'oct', kid: '-__-AAAAAAAAAAAAAAAAAA', k: '_____________________w' }],
      type: 'temporary',
    });
  });
});

it('MPEG-TS stands beside the fragments, with a token as well', () => {
  expect(transportUrl('/live/a000000000000000/index.m3u8')).toBe('/live/a000000000000000/ts/index.m3u8');
  expect(transportUrl('/t/a.b.c/live/a000000000000000/index.m3u8')).toBe('/t/a.b.c/live/a000000000000000/ts/index.m3u8');
});
