import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLanceIndex, readLanceIndex, type LancePlace } from '../../../../core/adapters/lance/index.ts';
import { createS3PrivateFiles, createS3SiteFolders, openObjects, type S3Place } from '../../../../core/adapters/s3/index.ts';
import { chunk, chunkIndexSuite } from '../../../ports/chunk-index.ts';
import { privateFilesSuite } from '../../../ports/private-files.ts';
import { siteFoldersSuite } from '../../../ports/site-folders.ts';
import { s3Missing, startS3, type S3Server } from '../../../support/servers/s3-server.ts';

describe.skipIf(s3Missing)(`S3${s3Missing === undefined ? '' : ` (skipped: ${s3Missing})`}`, () => {
  let server: S3Server;
  beforeAll(async () => { server = await startS3(); });
  afterAll(() => server.close());

  async function place(prefix = 'shop/gateway'): Promise<S3Place> {
    const { endpoint, region, key, secret } = server;
    return { endpoint, region, key, secret, bucket: await server.bucket(), prefix };
  }
  function lancePlace({ bucket, prefix }: S3Place): LancePlace {
    const { endpoint, region, key, secret } = server;
    return { address: `s3://${bucket}/${prefix}/lance`, options: { aws_endpoint: endpoint, aws_region: region, aws_access_key_id: key, aws_secret_access_key: secret, allow_http: 'true' } };
  }

  siteFoldersSuite('S3', async () => createS3SiteFolders(openObjects(await place())));
  privateFilesSuite('S3', async () => createS3PrivateFiles(openObjects(await place(''))));
  chunkIndexSuite('LanceDB on S3', async () => openLanceIndex(lancePlace(await place())));

  it('shows another process a version that was replaced, and holds nothing of the one before', async () => {
    const at = await place();
    const objects = openObjects(at);
    const [writer, reader] = [createS3SiteFolders(objects), createS3SiteFolders(openObjects(at))];
    const file = (text: string) => [{ path: 'a.txt', bytes: new TextEncoder().encode(text) }, { path: `${text}.txt`, bytes: new Uint8Array() }];
    await writer.write('default', 1, file('one'));
    expect(await reader.read('default', 1, 'a.txt')).toEqual(new TextEncoder().encode('one'));
    await writer.write('default', 1, file('two'));
    // What it holds it may show still, until it asks for what is not there any more.
    expect(await reader.read('default', 1, 'one.txt')).toBeUndefined();
    expect(await reader.read('default', 1, 'two.txt')).toEqual(new Uint8Array());
    expect(await reader.read('default', 1, 'a.txt')).toEqual(new TextEncoder().encode('two'));
    expect(await objects.list('')).toHaveLength(3);
  });

  it('lists and deletes more than a page of a thousand, with names of any script', async () => {
    const objects = openObjects(await place());
    await Promise.all(Array.from({ length: 1010 }, (_, at) => objects.put(`n/${at} 产品 & (a+b)'s.txt`, Uint8Array.of(at & 255))));
    const names = await objects.list('n/');
    expect(names).toHaveLength(1010);
    expect(await objects.get("n/7 产品 & (a+b)'s.txt")).toEqual(Uint8Array.of(7));
    await objects.deleteAll('n/');
    expect(await objects.list('')).toEqual([]);
  });

  it('lets two writers of LanceDB commit at the same time, and loses no row', async () => {
    const at = lancePlace(await place());
    const first = await openLanceIndex(at);
    const second = await openLanceIndex(at);
    await Promise.all([first, second].map(async (index, writer) => {
      for (let row = 0; row < 12; row += 1) await index.write([chunk(`w${writer}-${row}`, 0, `plum ${writer}`)], []);
    }));
    await Promise.all([first.close(), second.close()]);
    const reader = await openLanceIndex(at);
    expect(await reader.count()).toBe(24);
    await reader.optimize();
    expect((await reader.search(['plum'], 100))).toHaveLength(24);
    expect(await reader.verify()).toEqual([]);
    await reader.close();
  });

  it('searches an index that does not change any more as it is searched where it lies, in all documents and in some', async () => {
    const at = lancePlace(await place());
    const index = await openLanceIndex(at);
    await index.write(Array.from({ length: 300 }, (_, row) => chunk(`d${row % 30}`, Math.floor(row / 30), `plum ${row % 7 === 0 ? 'fig' : 'pear'} n${row} ${'kiwi '.repeat(row % 5)}`, { page: row, heading: '标题' })), []);
    await index.optimize();
    const remembered = await readLanceIndex(at);
    for (const terms of [['n7'], ['fig', 'n12', 'kiwi'], ['absent'], []]) {
      for (const documents of [undefined, ['d1', 'd12', 'absent'], []]) expect(await remembered.search(terms, 500, documents)).toEqual(await index.search(terms, 500, documents));
    }
    expect(await remembered.search(['fig', 'n14'], 3)).toHaveLength(3);
    expect((await remembered.search(['fig', 'n14'], 1))[0]).toEqual((await index.search(['fig', 'n14'], 1))[0]);
    await Promise.all([index.close(), remembered.close()]);
  });

  it.each([
    ['a wrong secret', (at: S3Place) => ({ ...at, secret: 'canary-wrong' })],
    ['a bucket that is not there', (at: S3Place) => ({ ...at, bucket: 'absent-bucket' })],
    ['a server that is not there', (at: S3Place) => ({ ...at, endpoint: 'http://127.0.0.1:9' })],
  ])('names %s without telling a secret', async (_, change) => {
    const objects = openObjects(change(await place()));
    for (const work of [() => objects.list(''), () => objects.put('a', Uint8Array.of(1))]) {
      const error: unknown = await work().catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'storage-unreachable' });
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('canary');
    }
  });
});
