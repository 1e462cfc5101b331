/** Whether the desktop window can be opened here. Never downloads anything. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

const executable = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';

/** @returns `{path}` of a usable Electron, or `{reason}`: one plain line for people. */
export function electronPath(environment = process.env) {
  const folder = environment.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules/electron/dist');
  const named = join(root, 'node_modules/electron/path.txt');
  const path = join(folder, existsSync(named) ? readFileSync(named, 'utf8').trim() : executable);
  if (!existsSync(path)) return { reason: 'Electron\'s program is not on this computer.' };
  if (process.platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) return { reason: 'there is no screen to open a window on.' };
  return { path };
}
