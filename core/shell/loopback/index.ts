/** A door of its own: Electron's main process has no port, and does without the server. */
export { forbidden, refusal } from './guard.ts';
export { serveLoopback } from './serve-loopback.ts';
export { isForPrograms, servePrograms } from './serve-programs.ts';
