import { homedir } from 'node:os';
import { join } from 'node:path';

/** The platform's application-data folder, the same for every shell. */
export function defaultHome(platform: NodeJS.Platform, environment: Readonly<Record<string, string | undefined>>): string {
  if (platform === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Sprout');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Sprout');
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'sprout');
}
