/** The keys that tokens are signed with. */

import { byId, element, setText } from '../dom';
import { texts } from '../language';
import { button, confirmed } from '../studio/dialogs';
import { alertLine } from '../studio/fields';
import { problemOf, unreachable } from '../problem';
import { rest } from '../studio/rest';
import { table } from '../studio/table';
import { tell } from '../studio/work';
import { adminTexts } from './texts';

interface Jwk {
  readonly kid?: string;
  readonly alg?: string;
  readonly crv?: string;
}

const TIMEOUT_MS = 8_000;

export function showSigningKeys(): void {
  const words = texts(adminTexts);
  const alert = alertLine();
  const said = element('p', 'hint');
  said.setAttribute('role', 'status');
  const list = element('div', 'table-frame');
  const rotate = button(words.rotate, 'button quiet');
  const refresh = async (): Promise<void> => {
    try {
      const keys = await publicKeys();
      list.replaceChildren(
        table(
          words.signing,
          [words.signingKey, words.algorithm],
          keys.map((key) => [element('code', '', key.kid ?? ''), [key.alg, key.crv].filter(Boolean).join(' ')]),
          words.noSigningKeys,
        ),
      );
      tell(alert, null);
    } catch (error) {
      tell(alert, error);
    }
  };
  rotate.addEventListener('click', () =>
    confirmed({ title: words.rotateTitle, text: words.rotateText, action: words.rotate }, async () => {
      const { kid } = await rest<{ kid: string }>('POST', 'signing-keys/rotate');
      setText(said, words.rotated(kid));
      await refresh();
    }),
  );
  byId('signing').replaceChildren(list, alert, rotate, said);
  void refresh();
}

async function publicKeys(): Promise<readonly Jwk[]> {
  const response = await fetch('/.well-known/jwks.json', { cache: 'no-cache', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
    throw unreachable(error);
  });
  if (!response.ok) {
    throw await problemOf(response);
  }
  return ((await response.json()) as { keys: readonly Jwk[] }).keys;
}
