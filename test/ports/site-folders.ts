import { beforeEach, describe, expect, it } from 'vitest';
import type { SiteFolders } from '../../core/ports/site-folders.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (read: Uint8Array | undefined): string | undefined => read && new TextDecoder().decode(read);

/** What every SiteFolders does. `open` gives an empty one. */
export function siteFoldersSuite(name: string, open: () => SiteFolders | Promise<SiteFolders>): void {
  describe(`${name} as SiteFolders`, () => {
    let folders: SiteFolders;
    beforeEach(async () => { folders = await open(); });

    it('gives files back as they were written, by version', async () => {
      await folders.write('default', 1, [{ path: 'index.html', bytes: bytes('eins') }, { path: 'sites/default/1-ab/terms/0.bin', bytes: Uint8Array.of(0, 255, 10) }]);
      await folders.write('default', 2, [{ path: 'index.html', bytes: bytes('二') }]);
      expect(text(await folders.read('default', 1, 'index.html'))).toBe('eins');
      expect(text(await folders.read('default', 2, 'index.html'))).toBe('二');
      expect(await folders.read('default', 1, 'sites/default/1-ab/terms/0.bin')).toEqual(Uint8Array.of(0, 255, 10));
      expect(await folders.list('default', 1)).toEqual(['index.html', 'sites/default/1-ab/terms/0.bin']);
    });

    it('has nothing of what was never written', async () => {
      await folders.write('default', 1, [{ path: 'a/b.bin', bytes: bytes('x') }]);
      expect(await folders.read('default', 1, 'a')).toBeUndefined();
      expect(await folders.read('default', 1, 'a/c.bin')).toBeUndefined();
      expect(await folders.read('default', 3, 'a/b.bin')).toBeUndefined();
      expect(await folders.list('other', 1)).toEqual([]);
    });

    it('replaces a version as a whole', async () => {
      await folders.write('default', 1, [{ path: 'old.bin', bytes: bytes('old') }, { path: 'both.bin', bytes: bytes('old') }]);
      await folders.write('default', 1, [{ path: 'both.bin', bytes: bytes('new') }]);
      expect(await folders.list('default', 1)).toEqual(['both.bin']);
      expect(text(await folders.read('default', 1, 'both.bin'))).toBe('new');
    });

    it.each(['../1/index.html', '/etc/hostname', 'a/../../1/index.html', '..\\1\\index.html', '', '.', 'index.html\0'])('reads nothing outside a version: %j', async (path) => {
      await folders.write('default', 1, [{ path: 'index.html', bytes: bytes('x') }]);
      await folders.write('default', 2, [{ path: 'a/b', bytes: bytes('y') }]);
      expect(await folders.read('default', 2, path)).toBeUndefined();
    });

    it('deletes one version, or all of a site, and nothing of another', async () => {
      for (const site of ['a', 'b']) for (const version of [1, 2]) await folders.write(site, version, [{ path: 'f', bytes: bytes('x') }]);
      await folders.deleteVersion('a', 1);
      expect([await folders.list('a', 1), await folders.list('a', 2)]).toEqual([[], ['f']]);
      await folders.delete('a');
      expect([await folders.list('a', 2), await folders.list('b', 2)]).toEqual([[], ['f']]);
      await folders.delete('never');
    });
  });
}
