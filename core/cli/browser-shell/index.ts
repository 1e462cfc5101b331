export { startBrowserShell } from './start-browser-shell.ts';
