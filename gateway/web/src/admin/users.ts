/** Everybody there is, and new users. */

import { byId, element, setText } from '../dom';
import { texts } from '../language';
import { button } from '../studio/dialogs';
import { alertLine, field, submitButton, textInput } from '../studio/fields';
import { dateTime } from '../studio/format';
import { frameTexts } from '../studio/frame-texts';
import type { Role, User } from '../studio/model';
import { type Page, rest, withQuery } from '../studio/rest';
import { table } from '../studio/table';
import { once, submits } from '../studio/work';
import { adminTexts } from './texts';

const ROLES: readonly Role[] = ['broadcaster', 'viewer', 'admin'];
const PAGE_SIZE = 50;

export function showUsers(): void {
  const words = texts(adminTexts);
  const frame = texts(frameTexts);
  const username = textInput(64);
  username.required = true;
  username.pattern = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}';
  username.autocapitalize = 'none';
  const password = textInput(200);
  password.type = 'password';
  password.autocomplete = 'new-password';
  password.minLength = 8;
  password.required = true;
  const boxes = ROLES.map((role) => {
    const box = element('input');
    box.type = 'checkbox';
    box.value = role;
    box.checked = role === 'broadcaster';
    return box;
  });
  const choice = element(
    'fieldset',
    'choices',
    element('legend', '', words.rolesLabel),
    ...boxes.map((box, index) => {
      const role = ROLES[index] ?? 'viewer';
      return element('label', 'check', box, ` ${frame.roles[role]}`, element('small', 'hint', ` ${words.roleHints[role]}`));
    }),
  );
  const alert = alertLine();
  const said = element('p', 'hint');
  said.setAttribute('role', 'status');
  const form = element(
    'form',
    'stacked narrow',
    field(words.username, username, words.usernameHint),
    field(words.password, password, words.passwordHint),
    choice,
    alert,
    submitButton(words.create),
    said,
  );
  const list = element('div', 'table-frame');
  const listAlert = alertLine();
  const more = button(frame.showMore, 'button quiet small');
  let users: readonly User[] = [];
  let cursor: string | null = null;
  const show = (): void => {
    more.hidden = cursor === null;
    list.replaceChildren(
      table(
        words.users,
        [words.username, words.rolesLabel, words.created],
        users.map((one) => [one.username, one.roles.map((role) => frame.roles[role]).join(', '), dateTime(one.createdAt)]),
        '',
      ),
    );
  };
  const load = async (): Promise<void> => {
    await once(more, listAlert, async () => {
      const page: Page<User> = await rest('GET', withQuery('users', { limit: PAGE_SIZE, cursor }));
      // Whoever was made meanwhile is there already.
      users = [...users, ...page.items.filter(({ id }) => !users.some((one) => one.id === id))];
      cursor = page.nextCursor ?? null;
      show();
    });
  };
  submits(form, alert, async () => {
    setText(said, '');
    const roles = boxes.filter((box) => box.checked).map((box) => box.value);
    if (roles.length === 0) {
      alert.textContent = words.rolesMissing;
      alert.hidden = false;
      return;
    }
    const user = await rest<User>('POST', 'users', { username: username.value.trim(), password: password.value, roles });
    username.value = '';
    password.value = '';
    setText(said, words.userCreated(user.username));
    users = [user, ...users];
    show();
  });
  more.addEventListener('click', () => void load());
  byId('users').replaceChildren(list, listAlert, more, element('h3', '', words.newUser), form);
  more.hidden = true;
  void load();
}
