import type { ProxyEnv } from 'node:http';

/** Tuning; every value has a default that suits people's connections. Tests make them small. */
export interface ModelHubOptions {
  /** Range requests at the same time for one file. */
  readonly connections?: number;
  /** With fewer bytes to go than this, one connection does. */
  readonly parallelFromBytes?: number;
  /** What one range request asks for. */
  readonly pieceBytes?: number;
  /** Kept free on the disk beside the file. */
  readonly spaceMarginBytes?: number;
  /** Until a connection stands. */
  readonly connectMs?: number;
  /** Without any byte, before and in a body. */
  readonly silenceMs?: number;
  /** A connection that gives less than this many bytes a second over `rateWindowMs` is taken for broken. */
  readonly minimumBytesPerSecond?: number;
  readonly rateWindowMs?: number;
  /** Failures in a row that one address is forgiven; what arrives in between gives them back. */
  readonly retries?: number;
  /** The same while other addresses are left to try. */
  readonly retriesWithAlternative?: number;
  /** Pause after a first failure; it doubles with each. */
  readonly backoffMs?: number;
  /** A server that asks to wait longer is given up. */
  readonly longestWaitMs?: number;
  /** How often the part is flushed and its state saved; a crash loses no more than this. */
  readonly checkpointMs?: number;
  /** Patience of `reachable`. */
  readonly reachableMs?: number;
  /** Bytes that may still be written in a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment; heeded by Node ≥ 24.5 and ≥ 22.21, ignored by older ones. */
  readonly proxyEnv?: ProxyEnv;
}

const megabyte = 1024 * 1024;

export const defaults = {
  connections: 4, parallelFromBytes: 16 * megabyte, pieceBytes: 32 * megabyte, spaceMarginBytes: 512 * megabyte,
  connectMs: 10_000, silenceMs: 30_000, minimumBytesPerSecond: 1024, rateWindowMs: 20_000,
  retries: 6, retriesWithAlternative: 2, backoffMs: 500, longestWaitMs: 60_000, checkpointMs: 2000, reachableMs: 5000,
} as const satisfies Required<Omit<ModelHubOptions, 'freeBytes' | 'proxyEnv'>>;

/** The limits of one connection. */
export interface Limits { readonly connectMs: number; readonly silenceMs: number; readonly minimumBytesPerSecond: number; readonly rateWindowMs: number }
