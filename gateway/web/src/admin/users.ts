/** New users. The API lists none. */

import { byId, element, setText } from '../dom';
import { texts } from '../language';
import { alertLine, field, submitButton, textInput } from '../studio/fields';
import { dateTime } from '../studio/format';
import { frameTexts } from '../studio/frame-texts';
import type { Role, User } from '../studio/model';
import { rest } from '../studio/rest';
import { table } from '../studio/table';
import { submits } from '../studio/work';
import { adminTexts } from './texts';

const ROLES: readonly Role[] = ['broadcaster', 'viewer', 'admin'];
const MOST_SHOWN = 50;

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
  let made: User[] = [];
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
    made = [user, ...made].slice(0, MOST_SHOWN);
    list.replaceChildren(
      table(
        words.usersHere,
        [words.username, words.rolesLabel, words.created],
        made.map((one) => [one.username, one.roles.map((role) => frame.roles[role]).join(', '), dateTime(one.createdAt)]),
        '',
      ),
    );
  });
  byId('users').replaceChildren(form, list);
}
