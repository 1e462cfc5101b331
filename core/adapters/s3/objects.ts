import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { SaxesParser } from 'saxes';
import { SproutError } from '../../contract/index.ts';

/** A bucket of S3-compatible storage, by its path (`endpoint/bucket/key`), and what in it is ours. */
export interface S3Place {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Without a slash at its end; empty is the whole bucket. */
  readonly prefix: string;
  readonly key: string;
  readonly secret: string;
}

/** Objects below a place's prefix. All @throws SproutError storage-unreachable. */
export interface Objects {
  get(name: string): Promise<Uint8Array | undefined>;
  /** Durable when it resolves. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Names that begin with `start`, in their order. */
  list(start: string): Promise<string[]>;
  /** All that begin with `start`. */
  deleteAll(start: string): Promise<void>;
}

/** Milliseconds that one request may take. */
const within = 20_000;
/** Requests at once. */
const parallel = 8;
const tries = 4;
/** Milliseconds before the second try; doubles. */
const firstWait = 100;

export function openObjects({ endpoint, region, bucket, prefix, key, secret }: S3Place): Objects {
  // Its own repeats know nothing of connections that break.
  const client = new AwsClient({ accessKeyId: key, secretAccessKey: secret, region, service: 's3', retries: 0 });
  const base = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  const keyOf = (name: string): string => (prefix === '' ? name : `${prefix}/${name}`);
  const addressOf = (name: string): string => `${base}/${keyOf(name).split('/').map(encoded).join('/')}`;

  /** What is asked here may be asked again: it does the same twice as once. */
  async function send(address: string, method: 'GET' | 'PUT' | 'DELETE', bytes?: Uint8Array): Promise<Response> {
    const hash = bytes && createHash('sha256').update(bytes).digest('hex');
    for (let attempt = 1; ; attempt += 1) {
      const response = await client.fetch(address, {
        method, signal: AbortSignal.timeout(within), redirect: 'error',
        // The hash is signed: bytes that changed on their way are refused.
        ...(bytes && hash !== undefined ? { body: bytes as Uint8Array<ArrayBuffer>, headers: { 'x-amz-content-sha256': hash } } : {}),
      }).catch((error: unknown) => error);
      if (response instanceof Response && (response.ok || response.status === 404)) return response;
      if (response instanceof Response) await response.body?.cancel();
      const final = response instanceof Response && response.status < 500 && response.status !== 429;
      if (final || attempt >= tries) throw new SproutError('storage-unreachable', { reason: response instanceof Response ? `HTTP ${response.status}` : 'no connection' });
      await new Promise((resolve) => { setTimeout(resolve, firstWait * 2 ** (attempt - 1)); });
    }
  }

  async function list(start: string): Promise<string[]> {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const query = new URLSearchParams({ 'list-type': '2', prefix: keyOf(start), ...(token === undefined ? {} : { 'continuation-token': token }) });
      const response = await send(`${base}?${query.toString()}`, 'GET');
      if (response.status === 404) throw new SproutError('storage-unreachable', { reason: `there is no bucket ${bucket}` });
      const page = parseList(await response.text());
      names.push(...page.keys.map((one) => one.slice(keyOf('').length)));
      token = page.next;
    } while (token !== undefined);
    return names;
  }

  return {
    async get(name) {
      const response = await send(addressOf(name), 'GET');
      if (response.status === 404) return undefined;
      return new Uint8Array(await response.arrayBuffer());
    },
    async put(name, bytes) {
      const { status } = await send(addressOf(name), 'PUT', bytes);
      if (status === 404) throw new SproutError('storage-unreachable', { reason: `there is no bucket ${bucket}` });
    },
    list,
    async deleteAll(start) { await inParallel(await list(start), async (name) => { await send(addressOf(name), 'DELETE'); }); },
  };
}

/** Some at once, whatever their number. */
export async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(Array.from({ length: parallel }, async () => { for (const item of waiting) await work(item); }));
}

const encoded = (part: string): string => encodeURIComponent(part).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** A page of ListObjectsV2. */
function parseList(xml: string): { keys: string[]; next: string | undefined } {
  const keys: string[] = [];
  let next: string | undefined;
  let text = '';
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => { open.push(name); text = ''; });
  parser.on('text', (part) => { text += part; });
  parser.on('closetag', () => {
    const path = open.join('/');
    if (path === 'ListBucketResult/Contents/Key') keys.push(text);
    if (path === 'ListBucketResult/NextContinuationToken') next = text;
    open.pop();
  });
  parser.write(xml).close();
  return { keys, next };
}
