/** `npm run check`: types, lint, arrows and sizes. Prints every finding; exits 1 on the first kind that has any. */
import { join } from 'node:path';
import { install, root, run } from './runtime.mjs';
import { oversized } from './size-budget.mjs';

const bin = (path) => join(root, 'node_modules', path);
const steps = [
  ['types', () => run(bin('vue-tsc/bin/vue-tsc.js'), ['-b', '--pretty', 'false'])],
  ['lint', () => run(bin('eslint/bin/eslint.js'), ['--max-warnings', '0', '.'])],
  ['arrows', () => run(bin('dependency-cruiser/bin/dependency-cruiser.mjs'), ['--config', '.dependency-cruiser.cjs', 'core', 'electron', 'renderer', 'test'])],
  ['sizes', async () => {
    const found = oversized(root);
    for (const line of found) console.error(line);
    return found.length === 0 ? 0 : 1;
  }],
];

install();
let failed = 0;
for (const [name, step] of steps) {
  const code = await step();
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (code !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
