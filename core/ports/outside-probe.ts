/** How far a request came. `detail` is the system's own word for it, for those who know it. */
export type ProbeResult =
  | { readonly failed: 'name' | 'private' | 'refused' | 'timeout' | 'unreachable' | 'certificate' | 'encryption' | 'broken'; readonly detail: string }
  | { readonly failed?: undefined; readonly status: number; /** @returns null where there is none. */ readonly header: (name: string) => string | null; readonly body: string };

/** Asks for something as anyone on the internet would: by the public address, past this computer's own. Implementation: https. */
export interface OutsideProbe {
  /** Follows no redirect; at most 64 kB are read. Never fails: how it went wrong is the result. */
  get(url: string, headers: Readonly<Record<string, string>>): Promise<ProbeResult>;
}
