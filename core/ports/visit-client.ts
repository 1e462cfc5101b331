/** Asks a gateway as a visitor's browser would. Implementation: fetch. */
export interface VisitClient {
  /** Follows no redirect. @param timeoutMs of the whole. @throws SproutError verify-unreachable with the reason; AbortError. */
  request(url: string, options: { readonly method: 'GET' | 'POST'; readonly headers: Readonly<Record<string, string>>; readonly body?: unknown; readonly timeoutMs: number; readonly signal?: AbortSignal | undefined }): Promise<{ readonly status: number; header(name: string): string | null; readonly body: string }>;
}
