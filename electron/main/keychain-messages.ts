/** What the core asks of the shell's keychain, and what it is told. Bytes stay in this computer's memory: between the two processes alone. */
export type KeychainRequest = { readonly id: number } & ({ readonly ask: 'state' } | { readonly ask: 'wrap' | 'unwrap'; readonly bytes: Uint8Array });
export type KeychainState = 'ready' | 'locked' | 'none';
export type KeychainReply = { readonly id: number } & ({ readonly state: KeychainState } | { readonly bytes: Uint8Array; readonly stale: boolean } | { readonly failed: string });
