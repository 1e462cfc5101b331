/**
 * A thread beside the parser, which may be stuck: ends the process when it takes too much memory
 * (the core polls /proc itself on Linux; other systems rely on this) or when the core is gone.
 */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

/** The core finds this on stderr and reports read-memory. */
export const memoryMark = 'sprout: memory limit';

const { memoryLimitMb, parent } = workerData as { memoryLimitMb: number; parent: number };

setInterval(() => {
  if (process.memoryUsage.rss() > memoryLimitMb * 1024 * 1024) {
    writeSync(2, `${memoryMark}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 250);
