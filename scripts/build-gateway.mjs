/**
 * Bundles the gateway for other machines into dist/gateway, when its sources changed: `gateway.mjs`, and a package.json with its lockfile for the few packages that
 * cannot be bundled, since they are native or must be the very ones that those use.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

const out = join(root, 'dist/gateway');
const marker = join(root, 'dist/.gateway-built-from');
export const unbundled = ['@lancedb/lancedb', 'apache-arrow'];

function sourcesHash() {
  const hash = createHash('sha256');
  for (const entry of readdirSync(join(root, 'core'), { recursive: true, withFileTypes: true }).sort((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) {
    if (entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('.types')) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  }
  return hash.update(readFileSync(join(root, 'package-lock.json'))).update(readFileSync(import.meta.filename)).digest('hex');
}

/** Of the checkout's lockfile what these packages need, found as Node finds modules: in the nearest node_modules. */
export function lockedSubset({ packages }, names) {
  const found = {};
  const placeOf = (name, from) => {
    for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
      const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
      if (packages[place]) return place;
      if (folder === '') return undefined;
    }
  };
  const take = (name, from, optional) => {
    const place = placeOf(name, from);
    if (place === undefined) {
      if (optional) return;
      throw new Error(`${name} is not in package-lock.json.`);
    }
    if (found[place]) return;
    const { dev: _dev, devOptional: _devOptional, optionalDependencies = {}, ...locked } = packages[place];
    // `npm ci` wants all that is named to be locked. Machines whose package is not: the checkout cannot install there either.
    const present = Object.fromEntries(Object.entries(optionalDependencies).filter(([dependency]) => placeOf(dependency, place) !== undefined));
    found[place] = Object.keys(present).length === 0 ? locked : { ...locked, optionalDependencies: present };
    for (const dependency of Object.keys(locked.dependencies ?? {})) take(dependency, place, false);
    for (const dependency of Object.keys(present)) take(dependency, place, true);
    for (const dependency of Object.keys(locked.peerDependencies ?? {})) take(dependency, place, locked.peerDependenciesMeta?.[dependency]?.optional === true);
  };
  for (const name of names) take(name, '', false);
  return Object.fromEntries(Object.entries(found).sort(([left], [right]) => (left < right ? -1 : 1)));
}

export async function buildGateway() {
  const hash = sourcesHash();
  if (existsSync(join(out, 'gateway.mjs')) && existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
  console.error('Sprout: building the gateway for other machines …');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const { build } = await import('rolldown');
  await build({
    input: join(root, 'core/cli/cloud-gateway.ts'), platform: 'node', logLevel: 'warn', external: [...unbundled, 'pg-native'], transform: { target: 'node22' },
    output: { file: join(out, 'gateway.mjs'), format: 'es', codeSplitting: false, comments: false },
  });
  const { name, version, license, overrides } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const dependencies = Object.fromEntries(unbundled.map((one) => [one, lock.packages[`node_modules/${one}`].version]));
  const described = { name: `${name}-gateway`, version, license, private: true, type: 'module', main: 'gateway.mjs', engines: { node: '>=22.13' }, dependencies, overrides };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
  const { type: _type, main: _main, private: _private, overrides: _overrides, ...rootEntry } = described;
  writeFileSync(join(out, 'package-lock.json'), `${JSON.stringify({ name: described.name, version, lockfileVersion: lock.lockfileVersion, requires: true, packages: { '': rootEntry, ...lockedSubset(lock, unbundled) } }, null, 2)}\n`);
  writeFileSync(marker, hash);
}

if (process.argv[1] === import.meta.filename) await buildGateway();
