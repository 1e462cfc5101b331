export { appFile, contentSecurityPolicy } from './app-files.ts';
export { defaultHome } from './default-home.ts';
export { modelPlaces } from './model-places.ts';
export { forbidden, refusal } from './loopback-guard.ts';
export { serveLoopback } from './serve-loopback.ts';
export { isForPrograms, servePrograms } from './serve-programs.ts';
