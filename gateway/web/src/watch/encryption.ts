/**
 * Encrypted fragments (METHOD=SAMPLE-AES, Common Encryption's `cbcs`): the browser decrypts them by EME's Clear Key, which every browser
 * with EME has, in pages by HTTPS or of localhost. hls.js does it where a playlist names that as KEYFORMAT; ours say `identity`, as
 * Apple's players want it, and mean the same key at the same place.
 */

import Hls, {
  type HlsConfig,
  type Loader,
  type LoaderCallbacks,
  type LoaderConfiguration,
  type PlaylistLoaderConstructor,
  type PlaylistLoaderContext,
} from 'hls.js';

const CLEAR_KEY = 'org.w3.clearkey';
/** Where in a `pssh` (ISO/IEC 23001-7 8.1) what stands. */
const VERSION = 8;
const KEY_ID_COUNT = 28;
const FIRST_KEY_ID = 32;
const KEY_ID_LENGTH = 16;

/** The playlist, with its keys for Clear Key. */
export function forClearKey(playlist: string): string {
  return playlist.replace(/^#EXT-X-KEY:METHOD=SAMPLE-AES,.*$/gm, (tag) => tag.replace('KEYFORMAT="identity"', `KEYFORMAT="${CLEAR_KEY}"`));
}

/** What asks Clear Key for a key (W3C, "keyids" Initialization Data Format). */
export function keyIds(keyId: Uint8Array): ArrayBuffer {
  return utf8(JSON.stringify({ kids: [base64Url(keyId)] }));
}

/** What tells it to Clear Key (EME 9.1.4). */
export function license(keyId: Uint8Array, key: ArrayBuffer): ArrayBuffer {
  return utf8(JSON.stringify({ keys: [{ kty: 'oct', kid: base64Url(keyId), k: base64Url(new Uint8Array(key)) }], type: 'temporary' }));
}

/** The first KID of a `pssh` that names keys (W3C, "cenc" Initialization Data Format); null if it names none. */
export function keyIdOf(pssh: ArrayBuffer): Uint8Array<ArrayBuffer> | null {
  const view = new DataView(pssh);
  const names = pssh.byteLength >= FIRST_KEY_ID + KEY_ID_LENGTH && view.getUint8(VERSION) >= 1 && view.getUint32(KEY_ID_COUNT) >= 1;
  return names ? new Uint8Array(pssh.slice(FIRST_KEY_ID, FIRST_KEY_ID + KEY_ID_LENGTH)) : null;
}

/** The same stream as MPEG-TS, whose segments hls.js decrypts by itself. */
export function transportUrl(url: string): string {
  return url.replace(/(\/ts)?\/index\.m3u8$/, '/ts/index.m3u8');
}

function playlistLoader(): PlaylistLoaderConstructor {
  const Base = Hls.DefaultConfig.loader as unknown as new (config: HlsConfig) => Loader<PlaylistLoaderContext>;
  return class extends Base {
    override load(context: PlaylistLoaderContext, config: LoaderConfiguration, callbacks: LoaderCallbacks<PlaylistLoaderContext>): void {
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, ...more) => {
          const data = typeof response.data === 'string' ? forClearKey(response.data) : response.data;
          callbacks.onSuccess({ ...response, data } as typeof response, ...more);
        },
      });
    }
  };
}

/** Has hls.js decrypt by Clear Key, whose license server is the keys' own URLs. */
export function clearKey(): Partial<HlsConfig> {
  return {
    pLoader: playlistLoader(),
    emeEnabled: true,
    drmSystems: {
      [CLEAR_KEY]: {
        // There has to be one; what is asked is the key's.
        licenseUrl: location.origin,
        generateRequest: (initDataType, initData, { decryptdata }) => {
          // Playlists tell KIDs, but for segments that were stored before they did; their init segments do.
          decryptdata.keyId ??= initData && keyIdOf(initData);
          return decryptdata.keyId ? { initDataType: 'keyids', initData: keyIds(decryptdata.keyId) } : { initDataType, initData };
        },
      },
    },
    licenseXhrSetup: (xhr, _url, { decryptdata }) => {
      xhr.open('GET', decryptdata.uri);
    },
    licenseResponseCallback: (xhr, _url, { decryptdata }) => license(decryptdata.keyId ?? new Uint8Array(), xhr.response as ArrayBuffer),
  };
}

function utf8(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer as ArrayBuffer;
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
