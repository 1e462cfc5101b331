import { AddressFailure } from './failures.ts';
import { contentLength, contentRange, strongEtag } from './headers.ts';
import type { PartFile } from './part-file.ts';
import type { Identity } from './part-state.ts';
import { requirePlain, requireStatus, type Offer } from './probe.ts';
import { countBytes, cutRanges, removeRange, type Range } from './ranges.ts';
import { requestFile, type Answer, type RequestContext } from './request.ts';
import type { RetryBudget } from './retry-budget.ts';
import { checksumOf, isResumable, isSameFile } from './same-file.ts';
import { watchedBody } from './watched-body.ts';

export interface Transfer {
  readonly address: URL;
  readonly offer: Offer;
  readonly part: PartFile;
  readonly context: RequestContext;
  readonly budget: RetryBudget;
  readonly connections: number;
  readonly parallelFromBytes: number;
  readonly pieceBytes: number;
  /** Bytes that just arrived. */
  readonly onBytes: (bytes: number) => void;
  /** Called now and then while a file of unknown length grows. @throws SproutError disk-full */
  readonly checkSpace: () => Promise<void>;
}

const isRetryable = (error: unknown): error is AddressFailure => error instanceof AddressFailure && (error.kind === 'broken' || error.kind === 'crowded');

/**
 * Brings the missing bytes of the part from one address: in pieces over several connections where it gives ranges, else as a whole.
 * @throws AddressFailure (changed, whole-only: to be asked again; else: this address is used up), AbortError, errors of the disk.
 */
export async function transfer(task: Transfer): Promise<void> {
  if (task.offer.ranges && isResumable(task.offer.identity)) await pieces(task);
  else await whole(task);
}

async function pieces(task: Transfer): Promise<void> {
  const { part } = task;
  const missing = part.missing();
  const queue = cutRanges(missing, task.pieceBytes);
  const workers = countBytes(missing) < task.parallelFromBytes ? 1 : Math.min(task.connections, queue.length);
  const stop = new AbortController();
  const context = { ...task.context, signal: AbortSignal.any([task.context.signal, stop.signal]) };
  let active = 0;
  let fatal: { error: unknown } | undefined;

  async function work(): Promise<void> {
    active += 1;
    for (let piece = queue.shift(); piece && !fatal; piece = queue.shift()) {
      try {
        await receivePiece(task, context, piece);
      } catch (error) {
        if (!isRetryable(error)) throw error;
        // A server that wants fewer connections gets fewer, before it costs a try.
        if (error.kind === 'crowded' && active > 1) { queue.unshift(...leftOf(part, piece)); break; }
        await task.budget.spend(error);
      }
      queue.unshift(...leftOf(part, piece));
    }
    active -= 1;
  }
  await Promise.all(Array.from({ length: workers }, () => work().catch((error: unknown) => {
    fatal ??= { error };
    stop.abort();
  })));
  if (fatal) throw fatal.error;
}

/** What of a piece is not there yet. */
function leftOf(part: PartFile, piece: Range): Range[] {
  return removeRange(removeRange(part.missing(), { start: 0, end: piece.start }), { start: piece.end, end: Infinity });
}

async function receivePiece({ address, offer, part, budget, onBytes }: Transfer, context: RequestContext, piece: Range): Promise<void> {
  const { identity } = offer;
  const ifRange = identity.etag === null ? undefined : { host: offer.host, etag: identity.etag };
  const answer = await requestFile(address, { range: `bytes=${piece.start}-${piece.end - 1}` }, context, ifRange);
  requireStatus(answer, [200, 206]);
  requirePlain(answer);
  requireSame(answer, identity);
  const { response, host, status } = answer;
  const range = contentRange(response.headers);
  if (status === 200 || !range || range.start !== piece.start || range.end > piece.end || (range.total ?? identity.bytes) !== identity.bytes) {
    response.destroy();
    if (status === 200) throw new AddressFailure('whole-only', host, 'gives no parts of the file');
    if (range && range.total !== null && range.total !== identity.bytes) throw new AddressFailure('changed', host, 'the file changed');
    throw new AddressFailure('broken', host, 'gives another range than was asked for');
  }
  let position = piece.start;
  for await (const chunk of watchedBody(response, host, context.limits)) {
    if (position + chunk.length > range.end) {
      part.forget(piece);
      throw new AddressFailure('broken', host, 'sends more than it announced');
    }
    await part.write(chunk, position);
    position += chunk.length;
    onBytes(chunk.length);
    budget.earn(chunk.length);
  }
  if (position < range.end) throw new AddressFailure('broken', host, 'connection lost');
}

async function whole(task: Transfer): Promise<void> {
  for (;;) {
    try {
      return await receiveWhole(task);
    } catch (error) {
      if (!isRetryable(error)) throw error;
      await task.budget.spend(error);
    }
  }
}

const spaceCheckBytes = 64 * 1024 * 1024;

/** From the first byte on; what is there already is written again, the same. */
async function receiveWhole({ address, offer, part, context, onBytes, checkSpace }: Transfer): Promise<void> {
  const { identity } = offer;
  // Nothing says that a second try gets the same file.
  if (!isResumable(identity)) await part.begin(identity);
  const answer = await requestFile(address, {}, context);
  requireStatus(answer, [200]);
  requirePlain(answer);
  if (isResumable(identity)) requireSame(answer, identity);
  const { response, host } = answer;
  const length = contentLength(response.headers);
  const bytes = identity.bytes;
  if (bytes !== null && length !== null && length !== bytes) {
    response.destroy();
    throw new AddressFailure('changed', host, 'the file changed');
  }
  if (bytes === null && length === null && response.headers['transfer-encoding'] === undefined && checksumOf(identity) === null) {
    response.destroy();
    throw new AddressFailure('dead', host, 'does not tell the length of the file');
  }
  let position = 0;
  let checked = 0;
  for await (const chunk of watchedBody(response, host, context.limits)) {
    if (bytes !== null && position + chunk.length > bytes) {
      part.forget({ start: 0, end: bytes });
      throw new AddressFailure('broken', host, 'sends more than it announced');
    }
    await part.write(chunk, position);
    position += chunk.length;
    onBytes(chunk.length);
    if (bytes === null && position - checked >= spaceCheckBytes) { checked = position; await checkSpace(); }
  }
  if (!response.complete || position < (bytes ?? length ?? 0)) throw new AddressFailure('broken', host, 'connection lost');
  if (bytes === null) part.settle(position);
}

/** @throws AddressFailure changed, when the answer says that it is of another file than the one that was begun. */
function requireSame({ response, host, sha256 }: Answer, identity: Identity): void {
  if (isSameFile(identity, { ...identity, declared: sha256, etag: strongEtag(response.headers) })) return;
  response.destroy();
  throw new AddressFailure('changed', host, 'the file changed');
}
