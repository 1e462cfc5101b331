import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { writeSiteFolder } from '../../../core/adapters/disk/index.ts';
import type { SiteSettings, VisitConversation } from '../../../core/contract/index.ts';
import { realCore } from '../../support/real-core.ts';
import { serveFolder } from '../../support/serve-folder.ts';
import { openSprout, root, type OpenSprout } from './open-sprout.ts';

/** The owner's laptop with the whole of Sprout on it, and what of the firm goes on without it: its website with the published folder. */
export interface Laptop {
  /** The running Sprout; another one after `start`. */
  sprout(): OpenSprout;
  /** A page of the website with the line that the owner pastes. */
  readonly page: string;
  /** The same page at an address that the owner did not allow. */
  readonly stranger: string;
  /** Files of the website that were asked for. */
  readonly asked: readonly string[];
  /** Ends Sprout as a power cut does. */
  kill(): Promise<void>;
  /** Sprout is open again, and its gateway with it. */
  start(): Promise<void>;
  change(settings: Partial<SiteSettings>): Promise<void>;
  conversations(): Promise<VisitConversation[]>;
  leads(): Promise<{ id: string; contact: string; question: string }[]>;
  close(): Promise<void>;
}

export const generous = { perMinutePerAddress: 1000, perHourPerVisitor: 1000, tokensPerDay: 0 } as const;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

/** Imports the documents, publishes the site `default` of them all for a web host of its own, and opens Sprout with its gateway. */
export async function openLaptop(browser: Browser, documents: Readonly<Record<string, string>>, settings: Partial<SiteSettings> = {}): Promise<Laptop> {
  const folder = mkdtempSync(join(tmpdir(), 'sprout-e2e-'));
  const [home, out, source] = [join(folder, 'home'), join(folder, 'out'), join(folder, 'in')];
  mkdirSync(source);
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(source, name), text);
  const port = await freePort();
  const line = '<script src="/sprout.js" data-site="default" async></script>';
  const [website, stranger] = [await serveFolder(out, line), await serveFolder(out, line)];
  const core = await realCore(home, { widget: join(root, 'dist/widget') });
  try {
    const taken = (await core.features.documents.importPaths([source])).map(({ id }) => id);
    await core.features.documents.settled(taken);
    const { sites } = core.features;
    await sites.update('default', { documents: taken, sources: 'quotes', origins: [website.origin], liveAddress: `http://127.0.0.1:${port}`, limits: generous, ...settings });
    await sites.publish('default');
    await writeSiteFolder(out, await sites.files('default'));
    await core.features.gateway.set({ open: true, port });
  } finally {
    await core.close();
  }
  let sprout = await openSprout(browser, {}, {}, home);
  return {
    sprout: () => sprout, page: `${website.origin}/empty.html`, stranger: `${stranger.origin}/empty.html`, asked: website.asked,
    kill: () => sprout.kill(),
    async start() { sprout = await openSprout(browser, {}, {}, home); },
    async change(changed) { await sprout.api('/api/sites/default', changed, 'PATCH'); },
    conversations: async () => (await sprout.api<{ conversations: VisitConversation[] }>('/api/sites/default/visits')).conversations,
    leads: async () => (await sprout.api<{ leads: { id: string; contact: string; question: string }[] }>('/api/sites/default/leads')).leads,
    async close() {
      await sprout.close();
      await website.close();
      await stranger.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
