/** `npm start`: sets up what is missing, then opens Sprout: its own window, or the browser where that cannot be. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildGateway } from './build-gateway.mjs';
import { buildPages } from './build-pages.mjs';
import { install, nodePath, root, run } from './runtime.mjs';

async function desktopOrReason() {
  const { electronPath } = await import('./electron-available.mjs');
  return electronPath();
}

try {
  install();
  await buildPages();
  await buildGateway();
  const electron = await desktopOrReason();
  if (electron.path && existsSync(electron.path)) {
    const { buildElectron } = await import('./build-electron.mjs');
    await buildElectron();
    const { spawn } = await import('node:child_process');
    const code = await new Promise((done) => spawn(electron.path, [join(root, 'dist/electron/main.js'), ...process.argv.slice(2)], { stdio: 'inherit', env: { ...process.env, SPROUT_NODE: nodePath() } }).on('error', () => done(1)).on('exit', done));
    if (code === 0) process.exit(0);
    console.error(`Sprout: the desktop window could not start (code ${code}), so Sprout opens in your browser.`);
  } else {
    console.error(`Sprout: ${electron.reason} So Sprout opens in your browser.`);
  }
  process.exitCode = await run(join(root, 'core/cli/main.ts'), ['serve', ...process.argv.slice(2)]);
} catch (error) {
  console.error(String(error.message));
  process.exitCode = 1;
}
