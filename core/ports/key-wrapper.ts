/** Keeps a key so that only this user of this system reads it again. Implementation: the system's keychain, which the desktop shell alone can reach. */
export interface KeyWrapper {
  /** `none`: this system has no keychain, so that the key lies beside what it encrypts, as in the other shells; `locked`: it has one that cannot be used now. */
  state(): Promise<'ready' | 'locked' | 'none'>;
  wrap(key: Uint8Array): Promise<Uint8Array>;
  /** @returns the key, and whether it should be wrapped anew: the keychain has a newer key of its own. @throws what the keychain says. */
  unwrap(wrapped: Uint8Array): Promise<{ readonly key: Uint8Array; readonly stale: boolean }>;
}
