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

/** What the window lets its pages ask for: the clipboard for "Copy", and notices of new messages. */
const permissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'notifications']);
export const permitted = (permission: string): boolean => permissions.has(permission);

/** Nothing navigates by itself but the frame with the website's preview, which is a published file of our own. */
export function allowedFrame({ url, isMainFrame }: { url: string; isMainFrame: boolean }): boolean {
  if (isMainFrame || !URL.canParse(url)) return false;
  const { protocol, host, username, password, pathname } = new URL(url);
  return protocol === 'app:' && host === 'sprout' && username === '' && password === '' && /^\/api\/sites\/[a-z0-9-]+\/preview\/index\.html$/.test(pathname);
}
