import { z } from 'zod';
import { SproutError } from '../../contract/index.ts';
import type { SecretStore } from '../../ports/secret-store.ts';

const contentSchema = z.object({ visitor: z.uuid(), site: z.string(), origin: z.string(), /** Seconds since 1970. */ expires: z.int() });
export type VisitorToken = z.infer<typeof contentSchema>;

const day = 86_400;
/** Seconds that a token admits its visitor. */
export const validFor = day;
/** Seconds after that in which it still says who comes back. */
const renewableFor = 180 * day;
const keyBytes = 32;
const longest = 2000;

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

export interface VisitorTokens {
  sign(token: VisitorToken): Promise<string>;
  /** Signed here, for this site and this origin. @param renewing takes one that has run out, too. @returns undefined for any other, whatever is wrong with it. */
  verify(token: string | undefined, site: string, origin: string, options?: { renewing?: boolean }): Promise<VisitorToken | undefined>;
  /** Proves to the owner's own test that this very gateway answers. */
  prove(challenge: string): Promise<string>;
}

/** Tokens as `<content>.<HMAC-SHA256>`, both base64url. The key is made at the first use; whoever loses it greets all visitors anew. */
export function createVisitorTokens({ secrets, keyName, now = () => Date.now() }: { secrets: SecretStore; keyName: string; now?: () => number }): VisitorTokens {
  let key: Promise<Key> | undefined;

  async function openKey(): Promise<Key> {
    // A key that cannot be read is of no use to anyone any more.
    let bytes = decoded(await secrets.get(keyName).catch((error: unknown) => { if (error instanceof SproutError && error.code === 'secrets-damaged') return ''; throw error; }) ?? '');
    if (bytes?.length !== keyBytes) {
      bytes = crypto.getRandomValues(new Uint8Array(keyBytes));
      await secrets.set(keyName, encoded(bytes));
    }
    return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  }

  function currentKey(): Promise<Key> {
    key ??= openKey().catch((error: unknown) => { key = undefined; throw error; });
    return key;
  }

  /** What it is for is signed with it, so that a proof is never a token. */
  const signature = async (use: 'visit' | 'proof', text: string): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.sign('HMAC', await currentKey(), new TextEncoder().encode(`${use}\n${text}`)));

  return {
    async sign(token) {
      const content = encoded(new TextEncoder().encode(JSON.stringify(token)));
      return `${content}.${encoded(await signature('visit', content))}`;
    },
    async verify(token, site, origin, { renewing = false } = {}) {
      if (token === undefined || token.length > longest) return undefined;
      const [content = '', mac = '', ...more] = token.split('.');
      const given = decoded(mac);
      if (!given || more.length > 0) return undefined;
      // Compares in constant time.
      if (!await crypto.subtle.verify('HMAC', await currentKey(), given, new TextEncoder().encode(`visit\n${content}`))) return undefined;
      const { data } = contentSchema.safeParse(JSON.parse(new TextDecoder().decode(decoded(content) ?? new Uint8Array())));
      if (!data || data.site !== site || data.origin !== origin) return undefined;
      return now() / 1000 < data.expires + (renewing ? renewableFor : 0) ? data : undefined;
    },
    prove: async (challenge) => encoded(await signature('proof', challenge)),
  };
}

function encoded(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** One text a content: what decodes to the same bytes but is written otherwise is refused. */
function decoded(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    return encoded(bytes) === text ? bytes : undefined;
  } catch {
    return undefined; // Of a length that base64 does not have.
  }
}
