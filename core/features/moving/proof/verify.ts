import { SproutError, type Locale, type Verification, type VerifiedQuestion, type VerifyEvent, type VisitAnswer } from '../../../contract/index.ts';
import type { VisitClient } from '../../../ports/visit-client.ts';
import { gatewayAddress } from '../gateway-address.ts';
import { askThere } from './ask-there.ts';
import { sameAnswer, sourcesOf } from './compare.ts';

export interface AskedQuestion { readonly site: string; readonly question: string; /** Right answers, any of which will do; none where it is not known. */ readonly answers: readonly string[] }

export interface VerifyOptions {
  readonly client: VisitClient;
  /** Answers as the gateway here does, without leaving a trace in the inbox. */
  readonly here: (site: string, question: string, locale: Locale, signal?: AbortSignal) => Promise<VisitAnswer>;
  /** A page that may hold the widget of a site, and whether a model writes its answers. */
  readonly siteOf: (site: string) => Promise<{ readonly origin: string; readonly byModel: boolean }>;
  readonly now: () => Date;
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

type Side = VerifiedQuestion['here'];

/** Asks every question here and there, one after the other: who measures both at once measures neither. @throws SproutError verify-address, verify-none before anything is asked. */
export async function* verify(given: string, questions: readonly AskedQuestion[], { client, here, siteOf, now, sleep }: VerifyOptions, locale: Locale, signal?: AbortSignal): AsyncGenerator<VerifyEvent> {
  const address = gatewayAddress(given);
  if (questions.length === 0) throw new SproutError('verify-none');
  const begun = now().getTime();
  const verified: VerifiedQuestion[] = [];
  const visits = new Map<string, ReturnType<typeof askThere>>();
  for (const { site, question, answers } of questions) {
    signal?.throwIfAborted();
    const { origin, byModel } = await siteOf(site);
    let visit = visits.get(site);
    if (!visit) visits.set(site, visit = askThere(client, { address, site, origin, locale: localeOfQuestion(question, locale), sleep }));
    const local = await timed(() => here(site, question, localeOfQuestion(question, locale), signal));
    const asked: VerifiedQuestion = { site, question, here: side(local), there: null, same: false, problem: null };
    try {
      const remote = await timed(async () => await (visit as ReturnType<typeof askThere>).ask(question, signal));
      asked.there = side(remote);
      asked.same = sameAnswer(local.answer, remote.answer, { byModel, expected: answers });
    } catch (error) {
      if (!(error instanceof SproutError)) throw error;
      asked.problem = error.toProblem(locale);
    }
    verified.push(asked);
    yield { type: 'question', question: asked };
    const left = questions.length - verified.length;
    yield { type: 'progress', done: verified.length, total: questions.length, secondsLeft: Math.round((now().getTime() - begun) / 1000 / verified.length * left) };
  }
  yield { type: 'end', verification: { address, at: now().toISOString(), questions: verified, summary: summarise(verified) } };
}

function summarise(questions: readonly VerifiedQuestion[]): Verification['summary'] {
  const median = (values: readonly number[]): number => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
  return {
    questions: questions.length, same: questions.filter(({ same }) => same).length, failed: questions.filter(({ there }) => there === null).length,
    msHere: median(questions.map(({ here }) => here.ms)), msThere: median(questions.flatMap(({ there }) => (there ? [there.ms] : []))),
  };
}

interface Timed { readonly answer: VisitAnswer; readonly ms: number }

async function timed(work: () => Promise<VisitAnswer>): Promise<Timed> {
  const begun = performance.now();
  const answer = await work();
  return { answer, ms: Math.round(performance.now() - begun) };
}

const side = ({ answer, ms }: Timed): Side => ({ answer: answer.answer, answered: answer.answered, sources: sourcesOf(answer), ms });
/** As a visitor of that language would have set the browser. */
const localeOfQuestion = (question: string, fallback: Locale): Locale => (/[\u3400-\u9fff]/.test(question) ? 'zh' : /[a-z]/i.test(question) ? 'en' : fallback);
