import { describe, expect, it } from 'vitest';
import { manifestSchema } from '../../../core/adapters/backup/manifest.ts';

const hash = 'a'.repeat(64);
const naming = (changes: object): unknown => ({ format: 'sprout-backup', formatVersion: 1, version: '1', createdAt: '', database: { sha256: hash }, originals: [], sites: [{ site: 'default', version: 3, name: 'sites/default/3-ab12/terms/0.bin', sha256: hash, ...changes }] });

describe("a backup's published files", () => {
  it('become paths below their site alone', () => {
    expect(manifestSchema.safeParse(naming({})).success).toBe(true);
    for (const name of ['../x', 'a/../../x', '/etc/x', 'a//b', 'a\\..\\b', '.hidden', 'a/.', '', 'a/', 'C:x']) expect(manifestSchema.safeParse(naming({ name })).success, name).toBe(false);
    for (const changes of [{ site: '../a' }, { site: 'A' }, { version: 0 }, { version: 1.5 }, { version: '../1' }]) expect(manifestSchema.safeParse(naming(changes)).success, JSON.stringify(changes)).toBe(false);
  });
});
