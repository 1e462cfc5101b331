/** The browser of the end-to-end tests is Debian's Chromium: Playwright's own cannot be downloaded everywhere. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Path of a Chromium on this machine, or undefined. */
export const chromiumPath = () => [process.env.SPROUT_CHROMIUM, ...candidates].find((path) => path && existsSync(path));

/** Installs Chromium and CJK fonts where this may be done (root on Debian); else names them. */
export function ensureChromium() {
  if (chromiumPath()) return;
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (mayInstall) {
    console.error('Sprout: installing Chromium and fonts for the browser tests (once) …');
    const options = { stdio: ['ignore', 'ignore', 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], options);
  }
  if (!chromiumPath()) console.error('Sprout: no Chromium found, so the browser tests are skipped. On Debian: apt-get install chromium fonts-noto-cjk');
}
