/** `npm run bench [-- NAME… [options]]`: runs the benchmarks of bench/, all without a name; each writes bench/results/NAME.json. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildPages } from './build-pages.mjs';
import { install, root, run } from './runtime.mjs';

/** Made by hand when the questions or the inputs change, not measured. */
const notBenchmarks = new Set(['fit-ranking']);
const known = readdirSync(join(root, 'bench')).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3)).filter((name) => !notBenchmarks.has(name));
const given = process.argv.slice(2);
const named = given.filter((word) => known.includes(word));
const options = given.filter((word) => !known.includes(word));
if (named.length === 0 && options.length > 0) {
  console.error(`Sprout: ${options[0]} is not a benchmark. There are: ${known.join(', ')}`);
  process.exit(2);
}

install();
await buildPages();
let failed = 0;
for (const name of named.length > 0 ? named : known) {
  console.log(`— ${name}`);
  if (await run(join(root, 'bench', `${name}.ts`), options) !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
