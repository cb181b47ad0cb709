/** The admin's page: the cluster, everyone's streams, users, keys and webhooks. */

import { byId } from '../dom';
import { texts } from '../language';
import { frame } from '../studio/frame';
import { showApiKeys } from './api-keys';
import { showCluster } from './cluster';
import { showSigningKeys } from './signing';
import { showStreams } from './streams';
import { adminTexts } from './texts';
import { showUsers } from './users';
import { showWebhooks } from './webhooks';

let stop: (() => void)[] = [];

function leave(): void {
  stop.forEach((end) => end());
  stop = [];
  byId('inside').replaceChildren();
}

document.title = texts(adminTexts).pageTitle;
frame(texts(adminTexts), {
  show(user) {
    leave();
    const isAdmin = user.roles.includes('admin');
    const template = byId(isAdmin ? 'admin-page' : 'not-admin') as HTMLTemplateElement;
    byId('inside').replaceChildren(template.content.cloneNode(true));
    if (isAdmin) {
      stop = [showCluster(), showStreams()];
      showUsers();
      showApiKeys();
      showSigningKeys();
      showWebhooks();
    }
  },
  hide: leave,
});
