import { basename } from 'node:path';
import { SproutError } from '../../contract/index.ts';

/**
 * `broken`: the connection or the server failed, another try may do. `dead`: another try would not. `crowded`: the server wants
 * fewer requests. `refused`: it answered no. `damaged`: it has another file than the one that was asked for. `changed`: its file is no
 * longer the one that was begun. `whole-only`: it gives no ranges.
 */
export type FailureKind = 'broken' | 'dead' | 'crowded' | 'refused' | 'damaged' | 'changed' | 'whole-only';

/** What went wrong with one address. Never leaves this adapter: the last of them becomes a SproutError. */
export class AddressFailure extends Error {
  readonly kind: FailureKind;
  readonly host: string;
  /** HTTP status of a refusal. */
  readonly status: number;
  /** What the server asked to wait. */
  readonly retryAfterMs: number;

  constructor(kind: FailureKind, host: string, reason: string, extra: { status?: number; retryAfterMs?: number; cause?: unknown } = {}) {
    super(reason, { cause: extra.cause });
    this.kind = kind;
    this.host = host;
    this.status = extra.status ?? 0;
    this.retryAfterMs = extra.retryAfterMs ?? 0;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'name not found', EAI_AGAIN: 'name not found', ECONNREFUSED: 'connection refused', ECONNRESET: 'connection lost', EPIPE: 'connection lost',
  ETIMEDOUT: 'no answer', EHOSTUNREACH: 'no route', ENETUNREACH: 'no network', CERT_HAS_EXPIRED: 'certificate expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate not trusted', SELF_SIGNED_CERT_IN_CHAIN: 'certificate not trusted', ERR_TLS_CERT_ALTNAME_INVALID: 'certificate of another host',
};

/** Of an error that a socket or a request met; a cancellation stays what it is. */
export function networkFailure(error: unknown, host: string): unknown {
  if (error instanceof AddressFailure || (error instanceof Error && error.name === 'AbortError')) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new AddressFailure('broken', host, reasons[code] ?? (code || 'connection failed'), { cause: error });
}

/** The problem that the owner reads: one that waiting may mend before a wrong file, and that before a refusal. */
export function asProblem(failures: readonly AddressFailure[], target: string): SproutError {
  const file = basename(target);
  const refused = failures.find(({ kind }) => kind === 'refused');
  const damaged = failures.findLast(({ kind }) => kind === 'damaged');
  const unreachable = failures.findLast(({ kind }) => kind !== 'refused' && kind !== 'damaged');
  if (unreachable) return new SproutError('download-unreachable', { file, host: unreachable.host, reason: unreachable.message }, { cause: unreachable });
  if (damaged) return new SproutError('download-damaged', { file, reason: damaged.message }, { cause: damaged });
  if (refused) return new SproutError('download-refused', { file, host: refused.host, status: refused.status }, { cause: refused });
  return new SproutError('download-unreachable', { file, host: '-', reason: 'no address' });
}
