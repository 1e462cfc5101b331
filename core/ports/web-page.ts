/** Fetches a public web page for import. One implementation checks addresses at connect; tests use a fake. */
export interface WebPage {
  /** @returns the path of a temporary file with the body. @throws SproutError address-invalid, address-blocked, address-unreachable. */
  fetch(address: string, signal?: AbortSignal): Promise<{ path: string; name: string; address: string; remove(): Promise<void> }>;
}
