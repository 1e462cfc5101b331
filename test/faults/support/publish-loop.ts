/** Publishes a site again and again with rising texts, and says which version was acknowledged: `published N`. Argument: the home. */
import { argv, stdout } from 'node:process';
import { openSqliteStore } from '../../../core/adapters/sqlite/index.ts';
import { createSiteFolders } from '../../../core/adapters/disk/index.ts';
import { createSites } from '../../../core/features/sites/index.ts';
import { createEventHub } from '../../../core/shared/event-hub.ts';

const [folder = '', widget = ''] = argv.slice(2);
const store = openSqliteStore(`${folder}/sprout.db`);
const sites = createSites({ store, sites: store.sites, folders: createSiteFolders(`${folder}/sites`, widget), events: createEventHub(() => undefined) });
await sites.start();
for (;;) {
  const number = ((await sites.versions('default'))[0]?.version ?? 0) + 1;
  await sites.approve('default', { ...((await sites.approved('default'))[0] ?? {}), question: 'Which version is this?', answer: `Version ${number}.` });
  await sites.publish('default', { documents: [] });
  stdout.write(`published ${number}\n`);
}
