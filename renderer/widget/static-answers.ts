import type { Locale } from '../../core/contract/locale.ts';
import type { PublicSite, VisitAnswer } from '../../core/contract/visit.ts';
import type { VisitEngine, VisitEngineModule } from '../../core/contract/visit-engine.ts';
import { pause, type Clock } from './clock.ts';
import { readAnswer } from './read-answer.ts';
import { Unreachable, type Send } from './send.ts';

/** Milliseconds: for an answer with everything that must be loaded on a slow network, and without a byte of a file. */
const longestWait = 45_000;
const silence = 15_000;

/** Answers from the published index in this browser. */
export interface StaticAnswers {
  /** Loads ahead what the question will need. Never fails. */
  prepare(question: string): void;
  /** @throws Unreachable, or what the engine throws. */
  answer(question: string, before: Parameters<VisitEngine['answer']>[1], locale: Locale): Promise<VisitAnswer>;
}

/** The engine is fetched when it is first needed. @param base address of the script's folder. @param load imports an ES module. */
export function createStaticAnswers({ engine, folder }: NonNullable<PublicSite['index']>, base: string, send: Send, clock: Clock, load: (address: string) => Promise<unknown>): StaticAnswers {
  let opened: Promise<VisitEngine> | undefined;
  let failures = 0;
  const read = async (path: string): Promise<Uint8Array> => {
    const call = { method: 'GET', url: `${base}${folder}${path}`, silence, binary: true } as const;
    const { status, bytes } = await send(call).catch(async () => { await pause(clock, 500); return send(call); });
    if (status !== 200) throw new Unreachable(path);
    return new Uint8Array(bytes);
  };
  const open = (): Promise<VisitEngine> => {
    // A browser remembers that a module could not be had; under another address it tries again.
    opened ??= load(`${base}${engine}${failures > 0 ? `?again=${failures}` : ''}`).then((module) => (module as VisitEngineModule).openEngine({ read })).catch((error: unknown) => { opened = undefined; failures += 1; throw error; });
    return opened;
  };
  return {
    prepare(question) { open().then((ready) => { ready.prepare(question); }).catch(() => undefined); },
    async answer(question, before, locale) {
      const answer = readAnswer(await Promise.race([open().then((ready) => ready.answer(question, before, locale)), pause(clock, longestWait)]));
      if (!answer) throw new Unreachable();
      return answer;
    },
  };
}
