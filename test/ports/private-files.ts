import { describe, expect, it } from 'vitest';
import type { PrivateFiles } from '../../core/ports/private-files.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every PrivateFiles does. `open` gives an empty one. */
export function privateFilesSuite(name: string, open: () => PrivateFiles | Promise<PrivateFiles>): void {
  describe(`${name} as PrivateFiles`, () => {
    it('gives files back as they were written last, and nothing of what was never written', async () => {
      const files = await open();
      await files.write('imports/a.json', bytes('one'));
      await files.write('imports/a.json', bytes('二'));
      expect(await files.read('imports/a.json')).toEqual(bytes('二'));
      expect(await files.read('imports/b.json')).toBeUndefined();
    });

    it('lists and deletes a folder, and nothing beside it', async () => {
      const files = await open();
      for (const path of ['imports/a.json', 'imports/b/c.json', 'imports-old/d.json']) await files.write(path, bytes('x'));
      expect(await files.list('imports')).toEqual(['imports/a.json', 'imports/b/c.json']);
      await files.delete('imports');
      expect([await files.list('imports'), await files.list('imports-old')]).toEqual([[], ['imports-old/d.json']]);
      await files.delete('never');
    });
  });
}
