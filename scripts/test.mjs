/** `npm test`: sets up what is missing, runs every test, and closes with `N passed, N failed, N skipped`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureServers } from './servers.mjs';
import { buildGateway } from './build-gateway.mjs';
import { buildPages } from './build-pages.mjs';
import { install, root, run } from './runtime.mjs';

const faults = process.argv.includes('--faults');
const paths = process.argv.slice(2).filter((argument) => argument !== '--faults');
const reportFolder = mkdtempSync(join(tmpdir(), 'sprout-test-'));
const report = join(reportFolder, 'report.json');
try {
  install();
  ensureChromium();
  ensureServers();
  await buildPages();
  await buildGateway();
  const code = await run(join(root, 'node_modules/vitest/vitest.mjs'), [
    'run', '--reporter=default', '--reporter=json', `--outputFile=${report}`, ...(faults ? ['test/faults'] : []), ...paths,
  ], { env: { ...process.env, ...(faults ? { SPROUT_FAULTS: 'full' } : {}) } });
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that does not even load counts as a failure, though it holds no failed test; so does an error outside of any test.
  const brokenFiles = testResults.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed')).length;
  const failed = Math.max(numFailedTests + brokenFiles, code === 0 ? 0 : 1);
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`\n${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`);
} catch (error) {
  console.error(String(error.stack ?? error));
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
} finally {
  rmSync(reportFolder, { recursive: true, force: true });
}
