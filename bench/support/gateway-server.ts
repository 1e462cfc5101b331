/** The live gateway over XQuAD in English and Chinese as a published site, in a process of its own: `bench/gateway-load.ts` asks it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SiteLimits } from '../../core/contract/index.ts';
import { createCore } from '../../core/create-core.ts';
import { serveGateway } from '../../core/shell/gateway/index.ts';
import { loadPassages } from '../ranking/questions.ts';

const root = join(import.meta.dirname, '../..');
const origin = 'https://shop.example';
const folder = mkdtempSync(join(tmpdir(), 'sprout-gateway-'));
process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
const core = await createCore({
  home: join(folder, 'home'), version: '0', templates: join(root, 'templates'), widget: join(root, 'dist/widget'), locale: 'en', background: false, serveGateway,
  onBug: (error) => { process.send?.({ bug: String(error) }); },
});
const { documents, sites, gateway } = core.features;

/** A file for each article, a paragraph for each passage. */
const articles = new Map<string, string[]>();
for (const { title, text } of [...loadPassages('xquad-en'), ...loadPassages('xquad-zh')]) articles.set(title, [...articles.get(title) ?? [], text]);
mkdirSync(join(folder, 'documents'));
for (const [at, [title, texts]] of [...articles].entries()) writeFileSync(join(folder, 'documents', `${at} ${title.replaceAll(/[^\p{L}\p{N} ]/gu, ' ')}.txt`), texts.join('\n\n'));
const accepted = await documents.importPaths([join(folder, 'documents')]);
await documents.settled(accepted.map(({ id }) => id));

/** `load` has its limits raised, by configuration alone; `limited` has those that are usual. */
const limits: Readonly<Record<string, SiteLimits>> = { load: { perMinutePerAddress: 10_000, perHourPerVisitor: 10_000, tokensPerDay: 0 }, limited: { perMinutePerAddress: 10, perHourPerVisitor: 60, tokensPerDay: 0 } };
for (const [name, own] of Object.entries(limits)) {
  const { id } = await sites.create({ name, documents: documents.list().map((document) => document.id), origins: [origin], limits: own, sources: 'quotes' });
  const { findings } = await sites.review(id);
  if (findings.length > 0) await sites.accept(id, findings.map(({ key }) => key), true);
  await sites.publish(id);
}
await gateway.set({ trustedProxy: 'forwarded-for' });
const { port } = await gateway.open({ port: 0, host: '127.0.0.1' });
process.send?.({ port });
/** With `--collect`: what is really held. */
const collect = (globalThis as { gc?: () => void }).gc;
setInterval(() => { collect?.(); process.send?.({ memory: process.memoryUsage.rss(), heap: process.memoryUsage().heapUsed, cpu: process.cpuUsage() }); }, 1000);
process.once('disconnect', () => { void core.close().finally(() => process.exit(0)); });
