import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ModelHub, RemoteFile } from '../../ports/model-hub.ts';
import { checkFile } from './check-file.ts';
import { diskFull, freeBytesOf, isDiskFull, requireSpace } from './disk-space.ts';
import { AddressFailure, asProblem } from './failures.ts';
import { defaults, type ModelHubOptions } from './options.ts';
import { PartFile } from './part-file.ts';
import { partPath, sourceOf } from './part-state.ts';
import { probe, type Offer } from './probe.ts';
import { createProgressReporter, type ProgressReporter } from './progress.ts';
import { webAddress } from './redirects.ts';
import type { Agents, RequestContext } from './request.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';
import { checksumOf, isSameFile } from './same-file.ts';
import { transfer } from './transfer.ts';

type Result = Awaited<ReturnType<ModelHub['fetch']>>;
type Options = ModelHubOptions & Required<Omit<ModelHubOptions, 'freeBytes' | 'proxyEnv'>>;

/** One file on its way, whatever it takes. */
class FileFetch {
  readonly #file: RemoteFile;
  readonly #target: string;
  readonly #part: PartFile;
  readonly #options: Options;
  readonly #context: RequestContext;
  readonly #progress: ProgressReporter;

  constructor(file: RemoteFile, target: string, part: PartFile, options: Options, context: RequestContext, progress: ProgressReporter) {
    this.#file = file;
    this.#target = target;
    this.#part = part;
    this.#options = options;
    this.#context = context;
    this.#progress = progress;
  }

  async run(): Promise<Result> {
    const failures: AddressFailure[] = [];
    const attempt = async (work: () => Promise<Result>): Promise<Result | undefined> => {
      try {
        return await work();
      } catch (error) {
        this.#context.signal.throwIfAborted();
        if (!(error instanceof AddressFailure)) throw error;
        failures.push(error);
        return undefined;
      }
    };
    // All of it had arrived when Sprout was stopped: no network is needed.
    if (this.#isAllThere()) {
      const done = await attempt(() => this.#finish('-'));
      if (done) return done;
      failures.length = 0;
    }
    for (const [index, address] of this.#file.addresses.entries()) {
      const done = await attempt(() => this.#from(address, index === this.#file.addresses.length - 1));
      if (done) return done;
    }
    throw asProblem(failures, this.#target);
  }

  #isAllThere(): boolean {
    const { identity, complete } = this.#part;
    if (!identity || !complete || identity.bytes !== (this.#file.bytes ?? identity.bytes)) return false;
    const wished = this.#file.sha256?.toLowerCase();
    if (wished !== undefined) return checksumOf(identity) === wished;
    return this.#file.addresses.some((address) => sourceOf(URL.parse(address)?.href ?? '') === identity.source);
  }

  async #from(address: string, last: boolean): Promise<Result> {
    const url = webAddress(address);
    const { retries, retriesWithAlternative, backoffMs, longestWaitMs } = this.#options;
    const refillBytes = Math.min(1024 * 1024, this.#options.pieceBytes);
    const budget = createRetryBudget({ retries: last ? retries : Math.min(retries, retriesWithAlternative), backoffMs, longestWaitMs, refillBytes, signal: this.#context.signal });
    let again = true;
    let wholeOnly = false;
    for (;;) {
      let offer = await this.#ask(url, budget);
      if (wholeOnly) offer = { ...offer, ranges: false };
      const { identity } = this.#part;
      if (identity && isSameFile(identity, offer.identity)) this.#part.adopt(offer.identity);
      else await this.#part.begin(offer.identity);
      const carried = this.#part.received > 0;
      await this.#requireSpace();
      try {
        await this.#receive(url, offer, budget);
        return await this.#finish(url.host);
      } catch (error) {
        if (!(error instanceof AddressFailure)) throw error;
        if (error.kind === 'whole-only' && !wholeOnly) wholeOnly = true;
        else if (error.kind === 'changed') await budget.spend(error);
        // Perhaps the disk or another address spoiled what was there before: once more, all of it from here.
        else if (error.kind === 'damaged' && carried && again) again = false;
        else throw error;
      }
    }
  }

  async #ask(url: URL, budget: RetryBudget): Promise<Offer> {
    for (;;) {
      try {
        return await probe(url, this.#file, this.#target, this.#context);
      } catch (error) {
        if (!(error instanceof AddressFailure) || !['broken', 'crowded', 'changed'].includes(error.kind)) throw error;
        await budget.spend(error);
      }
    }
  }

  async #receive(address: URL, offer: Offer, budget: RetryBudget): Promise<void> {
    const part = this.#part;
    const { connections, parallelFromBytes, pieceBytes } = this.#options;
    this.#progress.begin('running', address.host, offer.identity.bytes ?? 0, () => part.received);
    if (part.complete) return;
    await transfer({
      address, offer, part, budget, connections, parallelFromBytes, pieceBytes, context: this.#context,
      onBytes: (bytes) => { this.#progress.add(bytes); }, checkSpace: () => this.#requireSpace(),
    });
  }

  /** A wrong file is deleted, never given its name. */
  async #finish(host: string): Promise<Result> {
    const { identity } = this.#part;
    if (identity?.bytes == null) throw new Error('A file without a length cannot be finished.');
    const { bytes } = identity;
    const sha256 = this.#file.sha256?.toLowerCase() ?? identity.declared;
    let checked = 0;
    this.#progress.begin('checking', host, bytes, () => checked);
    try {
      await checkFile(partPath(this.#target), { bytes, sha256, gguf: this.#target.endsWith('.gguf'), host, signal: this.#context.signal, onBytes: (more) => { checked += more; this.#progress.add(more); } });
    } catch (error) {
      if (error instanceof AddressFailure) await this.#part.discard();
      throw error;
    }
    this.#context.signal.throwIfAborted();
    await this.#part.finish();
    return { bytes, sha256 };
  }

  async #requireSpace(): Promise<void> {
    const { freeBytes = freeBytesOf, spaceMarginBytes } = this.#options;
    const left = Math.max(0, (this.#part.identity?.bytes ?? 0) - this.#part.received);
    if (left > 0 || this.#part.identity?.bytes == null) requireSpace(await freeBytes(dirname(this.#target)), left + spaceMarginBytes);
  }
}

/** @throws SproutError as the port says; AbortError. The part stays, but for a damaged file. */
export async function fetchFile(file: RemoteFile, target: string, given: ModelHubOptions, agents: Agents, signal: AbortSignal, onProgress: Parameters<ModelHub['fetch']>[2]['onProgress']): Promise<Result> {
  signal.throwIfAborted();
  const options = { ...defaults, ...given };
  await mkdir(dirname(target), { recursive: true });
  const part = await PartFile.open(target, options.checkpointMs);
  const progress = createProgressReporter(onProgress);
  try {
    return await new FileFetch(file, target, part, options, { agents, limits: options, signal }, progress).run();
  } catch (error) {
    signal.throwIfAborted();
    if (!isDiskFull(error)) throw error;
    const left = Math.max(0, (part.identity?.bytes ?? 0) - part.received);
    throw diskFull(await (options.freeBytes ?? freeBytesOf)(dirname(target)), left + options.spaceMarginBytes, error);
  } finally {
    progress.stop();
    await part.close();
  }
}
