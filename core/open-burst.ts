import { randomUUID } from 'node:crypto';
import { createRemoteModels } from './adapters/cloud/index.ts';
import type { SqliteStore } from './adapters/sqlite/index.ts';
import type { Answer, Locale } from './contract/index.ts';
import { createBudget, createBurst, createCrossings, createGate, type Budget, type Burst, type Crossings, type Gate, type PastQuestion } from './features/burst/index.ts';
import type { Models } from './features/models/index.ts';
import type { Leaving } from './features/tuning/index.ts';
import type { MachineState } from './ports/machine-state.ts';
import type { ModelRuntime } from './ports/model-runtime.ts';
import type { SecretStore } from './ports/secret-store.ts';
import type { EventHub } from './shared/event-hub.ts';

export interface OpenBurstOptions {
  readonly store: SqliteStore;
  readonly secrets: SecretStore;
  /** Of the workspace: before the names of its keys. */
  readonly id: string;
  readonly models: Models;
  readonly runtime: ModelRuntime;
  readonly machine: MachineState;
  readonly events: EventHub;
  readonly locale: () => Locale;
  readonly onBug: (error: unknown) => void;
}

export interface OpenBurst {
  readonly features: { burst: Burst; budget: Budget; crossings: Crossings; gate: Gate };
  readonly burst: Burst;
  /** Whether nothing of a document may leave: neither the owner's way nor a site's. */
  isPrivate(document: string, site: string | null): boolean;
  /** For what leaves otherwise than as a question: trainings. */
  readonly leaving: Leaving;
  /** Settles what a crash left open, and deletes texts that are old. */
  start(options: { background: boolean }): Promise<void>;
  close(): void;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Wires what goes beyond this computer. */
export function openBurst({ store, secrets, id, models, runtime, machine, events, locale, onBug }: OpenBurstOptions): OpenBurst {
  const { settings, documents } = store;
  const isPrivate = (document: string, site: string | null): boolean => { const known = documents.get(document); return known ? known.private === true : site === null; };
  const budget = createBudget({ ledger: store.ledger, settings, onChange: (alert) => { events.emit({ type: 'budget-changed', alert }); } });
  const crossings = createCrossings({ store: store.crossings, paid: async () => (await store.ledger.entries('')).filter(({ state }) => state === 'settled').map(({ id: call }) => call) });
  const gate = createGate({
    settings: () => settings.get().guard, budget, crossings, isPrivate, onBug,
    privateDocuments: () => documents.list().filter((document) => document.private === true).map((document) => ({ id: document.id, text: documents.extraction(document.hash)?.blocks.map(({ text }) => text).join('\n') ?? '' })),
  });
  const stop = events.listen((event) => {
    if (event.type === 'document-changed') gate.documentChanged(event.document.id, event.document.private === true);
    else if (event.type === 'document-deleted') gate.documentChanged(event.document, false);
  });
  const burst = createBurst({
    settings, secrets, keyPrefix: id, models: createRemoteModels(), gate, locale, onBug, isPrivate, holdsPrivate: (text) => gate.holdsPrivate([], [text]), cost: (...call) => budget.cost(...call), onChange: () => { events.emit({ type: 'compute-changed' }); }, past: (since) => pastQuestions(store, since),
    local: {
      chosen: () => models.chosen('chat'), chat: (model) => models.chat(model),
      load: (model) => { const loaded = runtime.loaded().find((one) => one.id === model || model.startsWith(`${one.id}+`)); return { busy: loaded?.busy ?? 0, waiting: loaded?.waiting ?? 0 }; },
    },
    laptop: async () => {
      const [{ machine: facts }, { onBattery, batteryMinutes, load, temperature }] = await Promise.all([models.list(), machine.now()]);
      return { cores: facts.cores, memoryMegabytes: facts.memoryMegabytes, freeMegabytes: facts.freeMegabytes, graphics: facts.gpus.map(({ name }) => name), onBattery, batteryMinutes, load, temperature };
    },
  });
  const forget = (): void => {
    try { crossings.deleteTextsBefore(new Date(Date.now() - settings.get().guard.retentionDays * day).toISOString()); } catch (error) { onBug(error); }
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    features: { burst, budget, crossings, gate }, burst, isPrivate, leaving: { holdsPrivate: (ids, texts) => gate.holdsPrivate(ids, texts), preview: (text) => gate.preview(text), record: (line, text) => recordSending(crossings, line, text) },
    async start({ background }) {
      await budget.recover((call) => crossings.has(call));
      if (!background) return;
      forget();
      timer = setInterval(forget, hour);
    },
    close() {
      clearInterval(timer);
      stop();
    },
  };
}

/** A training is handed over as a folder: where to, its owner knows. */
async function recordSending(crossings: Crossings, line: Parameters<Leaving['record']>[0], text: string): ReturnType<Leaving['record']> {
  const id = randomUUID();
  const startedAt = performance.now();
  await crossings.sent({ ...line, documents: [...line.documents], id, at: new Date().toISOString(), remote: 'training', host: '', site: null, purpose: 'training', masked: {} }, text);
  return (outcome) => crossings.ended(id, { outcome, promptTokens: 0, completionTokens: 0, counted: 'estimated', cost: 0, ms: Math.round(performance.now() - startedAt) }, '');
}

/** Questions of the owner and of visitors that are still kept. */
async function pastQuestions({ conversations, inbox, sites }: SqliteStore, since: string): Promise<PastQuestion[]> {
  const own = conversations.list().filter(({ updatedAt }) => updatedAt >= since).flatMap(({ id }) => {
    const exchanges = conversations.get(id)?.exchanges ?? [];
    return exchanges.map(({ question, askedAt, answer }, at): PastQuestion => ({
      question, askedAt, site: null, answer, documents: shownIn(answer), completedFrom: answer.understoodAs === undefined ? [] : shownIn(exchanges[at - 1]?.answer),
    })).filter(({ askedAt }) => askedAt >= since);
  });
  const visited: PastQuestion[] = [];
  for (const { id: site, settings } of (await sites.list()).map((one) => ({ id: one.id, settings: one }))) {
    for (const visit of await inbox.conversations(site, { limit: mostVisits })) {
      for (const { question, askedAt, answer, answered, usage } of visit.exchanges) {
        if (askedAt >= since) visited.push({ question, askedAt, site, documents: [], answer: { answer, answered, citations: [], model: usage?.model ?? settings.model ?? 'quote', ...(usage ? { usage } : {}) } });
      }
    }
  }
  return [...own, ...visited];
}
const mostVisits = 5000;

/** Documents whose text an answer was made with, in the order of their passages. */
const shownIn = (answer: Pick<Answer, 'shown' | 'citations'> | undefined): string[] => [...new Set([...answer?.shown ?? [], ...(answer?.citations ?? []).map(({ document }) => document)])];
