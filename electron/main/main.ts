/** The desktop shell: one window around the app, and the core in a process of its own. What it decides stands in its neighbours, as pure functions. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, screen, session, shell } from 'electron';
import { desktopChannels, localeFrom } from '../../core/contract/index.ts';
import { appFile, defaultHome } from '../../core/shell/index.ts';
import { allowedLink } from './allowed-link.ts';
import { CoreProcess } from './core-process.ts';
import { answerKeychain } from './keychain.ts';
import { menuTemplate } from './menu-template.ts';
import { productPlaces } from './product-places.ts';
import { allowedFrame, appOrigin, permitted, verdict } from './request-policy.ts';
import { partition, usableBounds, windowOptions } from './window-options.ts';

const places = productPlaces({ packaged: app.isPackaged, resources: process.resourcesPath, script: fileURLToPath(import.meta.url), environment: process.env, platform: process.platform });
const home = process.env['SPROUT_HOME'] ?? defaultHome(process.platform, process.env);
const firstPage = `${appOrigin}/index.html`;
const locale = (): 'en' | 'zh' => localeFrom(app.getLocale());

app.setPath('userData', join(home, 'desktop'));
app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }]);

let window: BrowserWindow | undefined;
let core: CoreProcess | undefined;

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', show);
  app.on('activate', () => { if (core) openWindow(); });
  app.on('window-all-closed', () => { app.quit(); });
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-navigate', (event) => { event.preventDefault(); });
    contents.on('will-frame-navigate', (event) => { if (!allowedFrame(event)) event.preventDefault(); });
    contents.on('will-attach-webview', (event) => { event.preventDefault(); });
    contents.setWindowOpenHandler(({ url }) => { openLink(url); return { action: 'deny' }; });
  });
  let ended = false;
  app.on('before-quit', (event) => {
    if (ended || !core) return;
    event.preventDefault();
    ended = true;
    void core.close().finally(() => { app.quit(); });
  });
  void app.whenReady().then(start);
} else {
  app.quit();
}

function start(): void {
  core = new CoreProcess({
    node: places.node, script: places.coreScript,
    order: { home, workspace: 'default', version: app.getVersion(), templates: places.templates, widget: places.widget, gateway: places.gateway, language: app.getLocale() },
    keychain: (request) => answerKeychain(request, safeStorage, process.platform),
    onFailed: offerRestart,
  });
  const own = session.fromPartition(partition);
  own.setPermissionRequestHandler((_contents, permission, answer) => { answer(permitted(permission)); });
  own.setPermissionCheckHandler((_contents, permission) => permitted(permission));
  own.protocol.handle('app', answer);
  // Nothing but the app itself is ever loaded: no update check of a page, no font, no picture of a document.
  own.webRequest.onBeforeRequest((details, decide) => { decide({ cancel: !/^(app:\/\/sprout\/|blob:app:\/\/sprout\/|data:|devtools:)/.test(details.url) }); });
  ipcMain.handle(desktopChannels.chooseFolder, async (event) => {
    if (!window || event.senderFrame?.url.startsWith(`${appOrigin}/`) !== true) return undefined;
    const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
    return filePaths[0];
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(locale(), process.platform, { goTo, about: () => { app.showAboutPanel(); } })));
  openWindow();
}

async function answer(request: Request): Promise<Response> {
  const { initiatorOrigin } = request as Request & { initiatorOrigin?: string };
  const decision = verdict({ url: request.url, method: request.method, initiatorOrigin });
  if (decision === 'refused' || !core) return new Response('Refused.', { status: 403 });
  if (decision === 'file') return await appFile(places.app, new URL(request.url).pathname) ?? new Response('There is no such page.', { status: 404 });
  try {
    return await core.fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    return Response.json({ error: { code: 'internal', message: locale() === 'zh' ? 'Sprout 的后台刚刚重启，请再试一次。' : 'Sprout\'s core has just been restarted. Please try again.' } }, { status: 503 });
  }
}

function openWindow(): void {
  if (window) { show(); return; }
  const file = join(home, 'desktop', 'window.json');
  window = new BrowserWindow(windowOptions({ preload: places.preload, bounds: usableBounds(readJson(file), screen.getAllDisplays().map(({ workArea }) => workArea)) }));
  window.once('ready-to-show', () => window?.show());
  window.on('close', () => { if (window) writeFileSync(file, JSON.stringify(window.getNormalBounds())); });
  window.on('closed', () => { window = undefined; });
  void window.loadURL(firstPage);
}

function show(): void {
  if (window?.isMinimized() === true) window.restore();
  window?.focus();
}

/** The pages are reached by hash: no page is loaded anew, and no hook into the page is needed. */
function goTo(route: string): void {
  void window?.loadURL(`${firstPage}#${route}`);
}

/** The only place where anything is handed to the system to open. */
function openLink(address: string): void {
  const allowed = allowedLink(address);
  if (allowed !== undefined) void shell.openExternal(allowed);
}

function offerRestart(message: string): void {
  const zh = locale() === 'zh';
  const choice = dialog.showMessageBoxSync({
    type: 'error', title: 'Sprout', message: zh ? 'Sprout 无法打开您的数据。' : 'Sprout cannot open your data.', detail: message,
    buttons: zh ? ['重试', '退出'] : ['Try again', 'Quit'], defaultId: 0, cancelId: 1, noLink: true,
  });
  if (choice === 0) core?.restart(); else app.quit();
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // Absent at the first start; what cannot be read is not worth a word.
  }
}
