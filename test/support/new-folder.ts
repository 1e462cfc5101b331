import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder at once; it goes away with the test. For suites whose `open` is synchronous. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sprout-test-'));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true, maxRetries: 3 }); });
  return folder;
}
