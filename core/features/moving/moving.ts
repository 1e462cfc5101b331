import { SproutError, type Exported, type ExportRequest, type ImportedBundle, type Inventory, type Locale, type MovePlan, type MoveTarget, type PlanRequest, type Verification, type VerifyEvent, type VisitAnswer } from '../../contract/index.ts';
import type { Bundle } from '../../ports/bundle.ts';
import type { ChunkIndex } from '../../ports/chunk-index.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import type { SiteFolders } from '../../ports/site-folders.ts';
import type { VisitClient } from '../../ports/visit-client.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { inTurn } from '../../shared/in-turn.ts';
import type { Models } from '../models/index.ts';
import type { Sites } from '../sites/index.ts';
import { allowedOrigins, answerVisitor, type SitesForVisits, type Visits } from '../visits/index.ts';
import { importBundle } from './bundle/import-bundle.ts';
import { exportMove, type ExportCall, type ExportOptions } from './export-move.ts';
import { takeInventory } from './inventory.ts';
import { makePlan } from './plan/make-plan.ts';
import { measure } from './plan/measure.ts';
import { startPlan } from './plan/start-plan.ts';
import { movedModels } from './moved-models.ts';
import { verify, type AskedQuestion } from './proof/verify.ts';
import { createSwitch, type Switch } from './switch.ts';

export interface VerifyCall { readonly address: string; readonly sites?: readonly string[] | undefined; /** Beside those of the workspace. */ readonly questions?: readonly AskedQuestion[]; readonly locale: Locale; readonly signal?: AbortSignal | undefined }

/** From this laptop to engines that scale, with proof, and the way back. */
export interface Moving {
  inventory(locale: Locale): Promise<Inventory>;
  /** From what was measured here. */
  startPlan(): Promise<PlanRequest>;
  /** @throws SproutError move-rate. */
  plan(request: PlanRequest, locale: Locale): Promise<MovePlan>;
  /** @param out absolute path; within the workspace without. @throws SproutError of `exportMove`. */
  export(request: ExportRequest, call: Omit<ExportCall, 'out'> & { readonly out?: string | undefined }): Promise<Exported>;
  /** The last export within the workspace. @throws SproutError export-none. */
  download(target: MoveTarget): Promise<{ name: string; bytes: Uint8Array }>;
  /** @throws SproutError bundle-damaged, bundle-missing, bundle-digest, bundle-site-differs; nothing is changed then. */
  import(folder: string, options: { readonly replace: boolean; readonly digest?: string | undefined; readonly onProgress?: (done: number, total: number) => void }): Promise<ImportedBundle>;
  /** Asks the test questions here and there; the report is kept. @throws SproutError verify-address, verify-none. */
  verify(call: VerifyCall): AsyncGenerator<VerifyEvent>;
  lastVerification(): Promise<Verification | null>;
  readonly switch: Switch;
  /** The key that signs visits, for the gateway there: the owner's to carry over, written into no file. */
  visitorKey(): Promise<string>;
}

export interface MovingOptions extends Omit<ExportOptions, 'siteFiles'> {
  readonly siteFiles: SiteFolders;
  readonly models: Pick<Models, 'list' | 'catalogue' | 'base' | 'chat' | 'encode'>;
  readonly index: ChunkIndex;
  readonly sites: Sites;
  readonly visits: Pick<Visits, 'prove'>;
  readonly visited: SitesForVisits;
  readonly events: Pick<EventHub, 'emit'>;
  readonly client: VisitClient;
  readonly secrets: SecretStore;
  readonly visitorKeyName: string;
  readonly openBundle: (folder: string, options: { readonly digest?: string | undefined; readonly onProgress?: (done: number, total: number) => void }) => Promise<Bundle>;
  /** Absolute path of the place of exports within the workspace. */
  readonly exportsAt: (target: MoveTarget) => string;
  /** Keeps the last report. */
  readonly reports: { read(): Promise<string | undefined>; write(text: string): Promise<void> };
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** Processor time that this process took so far. */
  readonly processorSeconds: () => number;
  readonly onBug: (error: unknown) => void;
}

export function createMoving(options: MovingOptions): Moving {
  const { store, models, index, siteFiles, sites, visits, visited, client, now, events, secrets, visitorKeyName, exportsAt, reports, sleep, processorSeconds, onBug } = options;
  const writing = inTurn();

  /** As a visitor is answered, in a conversation of its own; nothing of it reaches the inbox or the day's tokens. */
  async function here(site: string, question: string, locale: Locale, signal: AbortSignal = new AbortController().signal): Promise<VisitAnswer> {
    const shown = await visited.published(site);
    if (!shown) throw new SproutError('site-unpublished', { site });
    const reserve = async (): Promise<{ settle(): Promise<void> }> => ({ settle: async () => undefined });
    for await (const event of answerVisitor({ question, locale, before: [], settings: shown.settings, index: await shown.index(), site, model: (_site, model) => (model === null ? undefined : () => models.chat(model)), reserve, signal, onBug })) if (event.type === 'answer-end') return event.answer;
    throw new SproutError('visit-failed');
  }

  async function siteOf(id: string): Promise<{ origin: string; byModel: boolean }> {
    const { origins, liveAddress, model } = await visited.settings(id);
    const [origin] = allowedOrigins([...origins, ...liveAddress === null ? [] : [liveAddress]]);
    if (origin === undefined) throw new SproutError('verify-origin', { site: id });
    return { origin, byModel: model !== null };
  }

  /** Those made in the inbox and those that the owner approved, each question once a site. */
  async function ownQuestions(wanted: readonly string[] | undefined): Promise<AskedQuestion[]> {
    const found = new Map<string, AskedQuestion>();
    for (const { id, published } of await store.sites.list()) {
      if (published === null || (wanted && !wanted.includes(id))) continue;
      const tested = (await store.inbox.testQuestions(id)).map(({ question, answer }) => ({ site: id, question, answers: [answer] }));
      const approved = (await store.sites.approved(id)).map(({ question, answer }) => ({ site: id, question, answers: [answer] }));
      for (const one of [...tested, ...approved]) found.set(`${id}\n${one.question}`, found.get(`${id}\n${one.question}`) ?? one);
    }
    return [...found.values()];
  }

  const publishedSites = async (): Promise<Awaited<ReturnType<typeof store.sites.list>>> => (await store.sites.list()).filter(({ published }) => published !== null);
  const breath = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });

  return {
    inventory: async (locale) => {
      await sites.list();
      return takeInventory({ store, models, now, countSecrets: async () => ((await secrets.get(visitorKeyName)) === undefined ? 0 : 1) }, locale);
    },
    async startPlan() {
      const { base } = await movedModels(await publishedSites(), models);
      const { locale, budget } = store.settings.get();
      return startPlan(await measure(store, visited, { now: now(), locale: locale ?? 'en', billionWeights: base?.billionWeights, processorSeconds, encode: base ? (examples) => models.encode(base.id, examples) : undefined }), budget);
    },
    async plan(request, locale) {
      const bytes = (await takeInventory({ store, models, now, countSecrets: async () => 0 }, locale)).items.filter(({ moves }) => moves).reduce((sum, item) => sum + item.bytes, 0);
      return makePlan(request, { bytes, locale, breath });
    },
    export: (request, call) => writing(async () => {
      await sites.settled();
      const exported = await exportMove(request, options, { ...call, out: call.out ?? exportsAt(request.target) });
      for (const site of new Set(request.sites)) await sites.copied(site, { kind: 'bundle', place: exported.out });
      return exported;
    }),
    download: async (target) => ({ name: `sprout-${target}.zip`, bytes: await options.folders.zip(exportsAt(target)) }),
    import: (folder, { replace, ...how }) => writing(async () => {
      const imported = await importBundle(await options.openBundle(folder, how), { store, index, siteFiles }, { replace });
      // What is private here stays here, whatever the bundle shows.
      await sites.withdraw();
      events.emit({ type: 'sites-changed' });
      return imported;
    }),
    async* verify({ address, sites: wanted, questions = [], locale, signal }) {
      const asked = [...await ownQuestions(wanted), ...questions];
      for await (const event of verify(address, asked, { client, here, siteOf, now, sleep }, locale, signal)) {
        if (event.type === 'end') await reports.write(JSON.stringify(event.verification));
        yield event;
      }
    },
    async lastVerification() {
      const text = await reports.read();
      return text === undefined ? null : JSON.parse(text) as Verification;
    },
    switch: createSwitch({ sites, visits, client, now }),
    async visitorKey() {
      // Made at its first use.
      await visits.prove('sprout-cloud-key');
      const key = await secrets.get(visitorKeyName);
      if (key === undefined) throw new SproutError('internal');
      return key;
    },
  };
}
