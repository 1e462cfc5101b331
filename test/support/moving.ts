import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SiteSettings } from '../../core/contract/index.ts';
import type { Core, CoreOptions } from '../../core/create-core.ts';
import { serveGateway } from '../../core/shell/gateway/index.ts';
import { realCore } from './real-core.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { widgetFolder } from './widget-folder.ts';

export const shopTexts: Readonly<Record<string, string>> = {
  'Opening hours.md': '# Opening hours\n\nWe are open from 9 am to 6 pm on weekdays.\n\nOn Saturdays we close at 2 pm.\n',
  'Returns.md': '# Returns\n\nUnused goods can be returned within 14 days. A repair of a teapot takes three weeks.\n',
  '送货.md': '# 送货\n\n满两百元免运费，三天内送到。周末也可以送货。\n',
};

export const generousLimits = { perMinutePerAddress: 10_000, perHourPerVisitor: 10_000, tokensPerDay: 1_000_000 } as const;

/** A stand-in for the folder that scripts/build-gateway.mjs makes: what the export does with it does not depend on what is in it. */
export async function gatewayCode(): Promise<string> {
  const folder = join(await temporaryFolder(), 'gateway');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'sprout-gateway', private: true }));
  await writeFile(join(folder, 'gateway.mjs'), '// the gateway\n');
  return folder;
}

export async function openCore(home: string, more: Partial<CoreOptions> = {}): Promise<Core> {
  const core = await realCore(home, { widget: widgetFolder(), gatewayFolder: await gatewayCode(), serveGateway, ...more });
  onTestFinished(() => core.close());
  return core;
}

/** A workspace with the shop's documents, published as the site `default`. */
export async function openShop(home: string, { texts = shopTexts, settings = {}, core: options = {} }: { texts?: Readonly<Record<string, string>>; settings?: Partial<SiteSettings>; core?: Partial<CoreOptions> } = {}): Promise<Core> {
  const source = join(await temporaryFolder(), 'in');
  await mkdir(source);
  for (const [name, text] of Object.entries(texts)) await writeFile(join(source, name), text);
  const core = await openCore(home, options);
  const taken = (await core.features.documents.importPaths([source])).map(({ id }) => id);
  await core.features.documents.settled(taken);
  await core.features.sites.update('default', { documents: taken, sources: 'quotes', origins: ['https://shop.example'], limits: generousLimits, ...settings });
  await core.features.sites.publish('default');
  return core;
}

/** Another computer with the same key for visits, as the owner carries it over. */
export async function otherComputer(home: string): Promise<string> {
  const other = join(await temporaryFolder(), 'home');
  await cp(join(home, 'secrets'), join(other, 'secrets'), { recursive: true });
  return other;
}

export const composeRequest = { target: 'compose', host: 'ask.shop.example', sites: ['default'], inbox: false, plan: null } as const;
