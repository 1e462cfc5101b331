import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockedSubset, unbundled } from '../../scripts/build-gateway.mjs';

interface Locked { readonly version?: string; readonly os?: readonly string[]; readonly cpu?: readonly string[]; readonly optionalDependencies?: Readonly<Record<string, string>> }

const text = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Locked>> };

/** Optional packages that a locked one names and the lockfile lacks: `npm ci` then fails wherever the registry has them. */
function missing(all: Readonly<Record<string, Locked>>): string[] {
  return Object.entries(all).flatMap(([place, { optionalDependencies = {} }]) => Object.keys(optionalDependencies).filter((name) => !Object.hasOwn(all, `${place}/node_modules/${name}`) && !Object.hasOwn(all, `node_modules/${name}`)));
}

describe('the lockfile', () => {
  it('names every package of every kind of machine, so that Windows, macOS and arm64 install what Linux on x64 does', () => {
    expect(missing(packages)).toEqual([]);
    for (const machine of ['darwin-arm64', 'linux-arm64-gnu', 'linux-x64-gnu', 'win32-x64-msvc']) {
      expect(packages[`node_modules/@lancedb/lancedb-${machine}`]).toMatchObject({ version: packages['node_modules/@lancedb/lancedb']?.version, os: [machine.split('-')[0]], cpu: [machine.split('-')[1]] });
    }
  });

  it('names no host: packages come from the registry that a machine is set to', () => {
    expect(text).not.toContain('"resolved"');
    expect(text).not.toContain('.tgz');
  });

  it('gives an exported gateway the index for arm64, too', () => {
    const gateway = lockedSubset({ packages }, unbundled) as Readonly<Record<string, Locked>>;
    expect(missing(gateway)).toEqual([]);
    expect(Object.keys(gateway)).toEqual(expect.arrayContaining(['node_modules/@lancedb/lancedb-linux-arm64-gnu', 'node_modules/@lancedb/lancedb-linux-x64-gnu', 'node_modules/@lancedb/lancedb-darwin-arm64']));
  });
});
