import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BundleManifest, BundleModel, VisitAnswer } from '../../../core/contract/index.ts';
import { writeManifest } from '../../../core/shared/bundle/index.ts';
import { articlesAndQuestions, dataFolder, eventsOf, exportShop, mapSome, questionsMissing, startGateway, Visitor, type ExportedMove } from '../../support/cloud-gateway.ts';
import { faultNames, faults, startRemoteServer, type RemoteServer } from '../../support/remote-server.ts';

const model: BundleModel = { id: 'shop-model', served: 'shop-model-served', repository: 'Owner/shop-model', adapter: null, contextLength: 8192 };

/** Writes into the bundle what an export of a workspace with this model would: its sites are answered by it. */
async function withModel(move: ExportedMove): Promise<ExportedMove> {
  const bundle = join(move.out, 'bundle');
  const sites = JSON.parse(await readFile(join(bundle, 'sites.json'), 'utf8')) as { sites: { site: { model: string | null }; version: { settings: { model: string | null } } }[] };
  for (const { site, version } of sites.sites) site.model = version.settings.model = model.id;
  const changed: Record<string, string> = { 'sites.json': JSON.stringify(sites), 'models.json': JSON.stringify([model]) };
  const manifest = JSON.parse(await readFile(join(bundle, 'manifest.json'), 'utf8')) as BundleManifest;
  for (const [path, text] of Object.entries(changed)) await writeFile(join(bundle, path), text);
  const files = manifest.files.map((file) => { const text = changed[file.path]; return text === undefined ? file : { path: file.path, size: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') }; });
  const made = await writeManifest({ ...manifest, files });
  await writeFile(join(bundle, 'manifest.json'), made.manifest);
  await writeFile(join(bundle, 'manifest.sha256'), made.digestLine);
  return { ...move, digest: made.digest };
}

async function server(answer: (prompt: string) => string): Promise<RemoteServer> {
  const started = await startRemoteServer({ models: [model.served], answer: ({ messages }) => answer(messages.map(({ content }) => content).join('\n')) });
  onTestFinished(() => started.close());
  return started;
}

/** A sentence that stands in the passages it was shown: the same for the same prompt, and proven by them. */
function firstSentence(prompt: string): string {
  return /[^\n.。]{20,200}[.。]/.exec(prompt.slice(prompt.indexOf('[1]')).replace(/^\[1\][^\n]*\n/, ''))?.[0].trim() ?? 'Nothing.';
}

describe('an exported gateway before an OpenAI-compatible server', () => {
  it.skipIf(questionsMissing)(`has 200 questions answered by the model of the site, the same from two gateways, with its key and name${questionsMissing === undefined ? '' : ` (skipped: ${questionsMissing})`}`, { timeout: 240_000 }, async () => {
    const { texts, questions } = articlesAndQuestions(50);
    const move = await withModel(await exportShop({ texts, settings: { limits: { perMinutePerAddress: 10_000, perHourPerVisitor: 10_000, tokensPerDay: 1_000_000_000 } }, prepare: async ({ features: { sites } }) => {
      const { findings } = await sites.review('default');
      await sites.accept('default', findings.map(({ key }) => key), true);
      await sites.publish('default');
    } }));
    const remote = await server(firstSentence);
    const environment = { SPROUT_MODEL_URL: remote.address, SPROUT_MODEL_KEY: 'canary-model-key' };
    const gateways = [await startGateway(move, { ...environment, SPROUT_DATA: await dataFolder() }), await startGateway(move, { ...environment, SPROUT_DATA: await dataFolder() })];
    const [first, second] = await Promise.all(gateways.map(({ address }) => mapSome(questions, 4, (question) => new Visitor().answer(address, question)))) as [VisitAnswer[], VisitAnswer[]];
    expect(second).toEqual(first);
    expect(first.filter(({ answered, approved }) => answered && !approved).length).toBeGreaterThan(150);
    expect(remote.bodies().length).toBeGreaterThan(300);
    expect(new Set(remote.bodies().map((body) => (JSON.parse(body) as { model: string }).model))).toEqual(new Set([model.served]));
    expect(new Set(remote.keys())).toEqual(new Set(['Bearer canary-model-key']));
    for (const { log } of gateways) expect(log()).not.toContain('canary');
  });

  it('quotes where the server fails, whatever way, and says nothing twice', { timeout: 240_000 }, async () => {
    const move = await withModel(await exportShop());
    const remote = await server(firstSentence);
    const gateway = await startGateway(move, { SPROUT_MODEL_URL: remote.address, SPROUT_MODEL_PATIENCE: '1', SPROUT_DATA: await dataFolder() });
    for (const name of faultNames) {
      remote.behave(faults[name]);
      const events = await eventsOf(await new Visitor().ask(gateway.address, 'When are you open on weekdays?'));
      expect(events.filter(({ type }) => type === 'answer-end'), name).toHaveLength(1);
      expect(events.at(-1), name).toMatchObject({ type: 'answer-end', answer: { answered: true, answer: 'We are open from 9 am to 6 pm on weekdays.' } });
    }
    // And by the model again, once it is well.
    remote.behave({ kind: 'answer', text: 'On Saturdays we close at 2 pm.' });
    expect((await new Visitor().answer(gateway.address, 'When do you close on Saturdays?')).answer).toBe('On Saturdays we close at 2 pm.');
  });
});
