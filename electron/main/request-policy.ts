/** The one origin that the app's pages have. */
export const appOrigin = 'app://sprout';

export type Verdict = 'api' | 'file' | 'refused';

/**
 * Who may ask for what on the app's scheme. `initiatorOrigin` is set by the browser and cannot be forged by a page; it is absent for
 * what the browser starts itself, which is the loading of the window and nothing of the API.
 */
export function verdict({ url, method, initiatorOrigin }: { url: string; method: string; initiatorOrigin?: string | undefined }): Verdict {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // The origin of a scheme of our own is opaque to URL, so its parts are compared.
  if (parsed?.protocol !== 'app:' || parsed.host !== 'sprout' || parsed.username !== '' || parsed.password !== '') return 'refused';
  if (parsed.pathname.startsWith('/api/')) return initiatorOrigin === appOrigin ? 'api' : 'refused';
  const own = initiatorOrigin === undefined || initiatorOrigin === appOrigin;
  return own && (method === 'GET' || method === 'HEAD') ? 'file' : 'refused';
}
