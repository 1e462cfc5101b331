/** A process to be killed: the live gateway over the sample shop, with its inbox in a folder. Says "port <n>" when it is open. Usage: gateway-loop.ts FOLDER */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { createEncryptedSecrets, lockWorkspace } from '../../../core/adapters/disk/index.ts';
import { createMemoryRateLimiter } from '../../../core/adapters/limits/index.ts';
import { openSqliteStore } from '../../../core/adapters/sqlite/index.ts';
import { createInboxNews, createVisits } from '../../../core/features/visits/index.ts';
import { createGateway } from '../../../core/http/gateway/gateway.ts';
import { serveGateway } from '../../../core/shell/gateway/index.ts';
import { indexOf, MemorySites, siteSettings } from '../../support/live-site.ts';

const [folder = ''] = argv.slice(2);
lockWorkspace(folder);
const store = openSqliteStore(join(folder, 'sprout.db'));
const sites = new MemorySites();
const index = await indexOf();
sites.add('default', siteSettings({ limits: { perMinutePerAddress: 10_000, perHourPerVisitor: 10_000, tokensPerDay: 0 } }), () => Promise.resolve(index));
const onBug = (error: unknown): void => { process.stderr.write(`${String(error)}\n`); };
// More messages come here in a minute than a visitor leaves in a day.
const { take } = createMemoryRateLimiter();
const visits = createVisits({
  sites, inbox: store.inbox, limiter: { take: (key, limit, seconds) => take(key, limit * 1000, seconds) }, secrets: createEncryptedSecrets(join(folder, 'secrets')), keyName: 'key', model: () => undefined, trustedProxy: () => 'none', onBug,
  news: createInboxNews({ events: { emit: () => undefined }, tell: () => undefined }),
});
const { port } = await serveGateway({ port: 0, host: '127.0.0.1' }, createGateway({ visits, sites, onBug }).fetch);
writeSync(1, `port ${port}\n`);
