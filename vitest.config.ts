import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/faults/full/**', 'test/bench/**'],
    // Two cores, native libraries and child processes: more workers only make the tests wait for each other.
    maxWorkers: 2,
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A browser on a busy machine may need more than the second that is the default.
    expect: { poll: { timeout: 10_000 } },
  },
});
