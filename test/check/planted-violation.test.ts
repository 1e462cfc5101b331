import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oversized } from '../../scripts/size-budget.mjs';

const root = process.cwd();
const run = promisify(execFile);

/** A copy of the tree's rules beside a planted file that breaks one of them. */
describe('npm run check', () => {
  let tree: string;
  beforeEach(async () => {
    tree = await mkdtemp(join(tmpdir(), 'sprout-planted-'));
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'package.json', 'eslint.config.mjs']) await cp(join(root, file), join(tree, file));
    await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
  });
  afterEach(() => rm(tree, { recursive: true, force: true }));

  async function plant(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  const cruise = () => run(process.execPath, [join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'), '--config', '.dependency-cruiser.cjs', 'core'], { cwd: tree });

  it('lets a feature import a port', async () => {
    await plant('core/ports/clock.ts', 'export interface Clock { now(): number }\n');
    await plant('core/features/search/index.ts', "import type { Clock } from '../../ports/clock.ts';\nexport type { Clock };\n");
    await expect(cruise()).resolves.toBeDefined();
  });

  it.each([
    ['a feature that imports an adapter', 'core/features/search/index.ts', "import '../../adapters/lance/index.ts';\n", 'features-see-ports'],
    ['a feature that reaches into another feature', 'core/features/answers/index.ts', "import '../search/inner.ts';\n", 'features-are-strangers'],
    ['an adapter that imports another adapter', 'core/adapters/disk/index.ts', "import '../lance/index.ts';\n", 'adapters-are-strangers'],
    ['a feature that touches the file system', 'core/features/search/index.ts', "import 'node:fs';\n", 'features-touch-no-outside-world'],
  ])('refuses %s', async (_what, path, text, rule) => {
    await plant('core/adapters/lance/index.ts', 'export {};\n');
    await plant('core/features/search/inner.ts', 'export {};\n');
    await plant(path, text);
    const failure = await cruise().then(() => undefined, (error: { stdout: string }) => error.stdout);
    expect(failure).toContain(rule);
  });

  it('refuses `any` and reading the environment in the core', async () => {
    await plant('core/features/search/index.ts', 'export const home: any = process.env.HOME;\n');
    const failure = await run(process.execPath, [join(root, 'node_modules/eslint/bin/eslint.js'), 'core'], { cwd: tree }).then(() => '', (error: { stdout: string }) => error.stdout);
    expect(failure).toContain('no-explicit-any');
    expect(failure).toContain('no-restricted-properties');
  });

  it('refuses a file of more than 500 lines', async () => {
    await run('git', ['init', '-q'], { cwd: tree });
    await plant('core/features/search/index.ts', 'export {};\n'.repeat(501));
    expect(oversized(tree)).toContain('core/features/search/index.ts: 501 lines, over 500');
  });
});
