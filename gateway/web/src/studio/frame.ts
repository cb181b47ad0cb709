/** What surrounds the studio and the admin's page: the language, signing in and out. */

import { account } from '../account';
import { byId, setText } from '../dom';
import { texts, translate } from '../language';
import { switchesLanguage } from '../language-switch';
import { frameTexts } from './frame-texts';
import type { User } from './model';
import { rest } from './rest';
import { once, submits, tell } from './work';

/** The API did not say who is signed in; so it is asked again. */
const RETRY_MS = 5_000;

export interface Framed {
  /** Somebody is signed in; called again for another user. */
  show(user: User): void;
  /** Nobody is signed in any more. */
  hide(): void;
}

/** Translates the page, and shows `inside` to who is signed in and a form to who is not. */
export function frame(pageTexts: Readonly<Record<string, unknown>>, inside: Framed): void {
  const all = { ...texts(frameTexts), ...pageTexts };
  translate(document, all);
  for (const template of document.querySelectorAll('template')) {
    translate(template.content, all);
  }
  switchesLanguage(byId('language'));
  const form = byId<HTMLFormElement>('sign-in');
  const username = byId<HTMLInputElement>('username');
  const password = byId<HTMLInputElement>('password');
  const failure = byId('sign-in-failure');

  let retry: ReturnType<typeof setTimeout> | undefined;
  const enter = async (): Promise<void> => {
    clearTimeout(retry);
    byId('loading').hidden = false;
    form.hidden = true;
    try {
      const user = await rest<User>('GET', 'users/me');
      setText(byId('user'), user.username);
      byId('signed-in').hidden = false;
      byId('inside').hidden = false;
      tell(failure, null);
      inside.show(user);
    } catch (error) {
      leave();
      tell(failure, error);
      if (account.isSignedIn()) {
        retry = setTimeout(() => void enter(), RETRY_MS);
      }
    } finally {
      byId('loading').hidden = true;
    }
  };
  const leave = (): void => {
    inside.hide();
    byId('inside').hidden = true;
    byId('signed-in').hidden = true;
    form.hidden = false;
  };

  submits(form, failure, async () => {
    await account.signIn(username.value.trim(), password.value);
    password.value = '';
    await enter();
  });
  byId('sign-out').addEventListener('click', () => {
    account.signOut();
    username.focus();
  });
  account.onSignedOut(leave);
  if (account.isSignedIn()) {
    void once(byId('sign-out'), failure, enter);
  } else {
    byId('loading').hidden = true;
    form.hidden = false;
    username.focus();
  }
}
