import { describe, expect, it } from 'vitest';
import type { SecretStore } from '../../core/ports/secret-store.ts';

/** What every SecretStore does. `open` gives an empty one. */
export function secretStoreSuite(name: string, open: () => SecretStore): void {
  describe(`${name} as a SecretStore`, () => {
    it('gives back what was kept, of any length and script, and the last of two', async () => {
      const store = open();
      expect(await store.get('a')).toBeUndefined();
      await store.set('a', 'first');
      await store.set('a', '密钥 🔑 \n');
      await store.set('b', 'x'.repeat(100_000));
      await store.set('c', '');
      expect([await store.get('a'), (await store.get('b'))?.length, await store.get('c')]).toEqual(['密钥 🔑 \n', 100_000, '']);
    });

    it('takes any name, and tells names apart that look like paths', async () => {
      const store = open();
      const names = ['../key', 'work/a', 'work/A', 'CON', 'a\u0000b', '名', 'a'.repeat(500)];
      for (const given of names) await store.set(given, given);
      for (const given of names) expect(await store.get(given)).toBe(given);
    });

    it('forgets what is deleted, and that twice', async () => {
      const store = open();
      await store.set('a', '1');
      await store.set('b', '2');
      await store.delete('a');
      await store.delete('a');
      expect([await store.get('a'), await store.get('b')]).toEqual([undefined, '2']);
    });

    it('keeps all that are set at once', async () => {
      const store = open();
      await Promise.all(Array.from({ length: 20 }, (_, at) => store.set(`s${at}`, String(at))));
      expect(await Promise.all(Array.from({ length: 20 }, (_, at) => store.get(`s${at}`)))).toEqual(Array.from({ length: 20 }, (_, at) => String(at)));
    });
  });
}
