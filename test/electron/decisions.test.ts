import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedLink } from '../../electron/main/allowed-link.ts';
import { menuTemplate } from '../../electron/main/menu-template.ts';
import { productPlaces } from '../../electron/main/product-places.ts';
import { allowedFrame, permitted, verdict } from '../../electron/main/request-policy.ts';
import { restartDelay } from '../../electron/main/restart-delay.ts';
import { partition, usableBounds, windowOptions } from '../../electron/main/window-options.ts';
import { configuration, electronFuses } from '../../packaging/electron-builder.mjs';

describe('links', () => {
  it('are opened for the web and for mail', () => {
    expect(allowedLink('https://example.com/a?b#c')).toBe('https://example.com/a?b#c');
    expect(allowedLink('mailto:shop@example.com?attach=/etc/passwd')).toBe('mailto:shop@example.com');
  });

  it('start no other program, for 10,000 addresses', () => {
    const scheme = fc.constantFrom('file:', 'smb:', 'ms-msdt:', 'vscode:', 'javascript:', 'data:', 'http:', 'HTTPS:', 'https:', ' https:', 'java\tscript:', 'mailto:', 'ssh:', 'app:', 'search-ms:', 'x-apple.systempreferences:', 'blob:https:', 'view-source:https:');
    const rest = fc.oneof(fc.webUrl().map((url) => url.replace(/^https?:/, '')), fc.string(), fc.constantFrom('//user@host/', '//a@b.example', '/etc/passwd', '//\\host\\share', '', '//'));
    fc.assert(fc.property(scheme, rest, (start, end) => {
      const link = allowedLink(`${start}${end}`);
      if (link === undefined) return;
      const url = new URL(link);
      expect(['https:', 'mailto:']).toContain(url.protocol);
      expect([url.username, url.password, url.protocol === 'mailto:' ? url.search : '']).toEqual(['', '', '']);
    }), { numRuns: 10_000 });
  });
});

describe('requests to the app\'s scheme', () => {
  const api = 'app://sprout/api/status';
  it('reach the API from the app\'s own pages only', () => {
    expect(verdict({ url: api, method: 'GET', initiatorOrigin: 'app://sprout' })).toBe('api');
    for (const initiatorOrigin of [undefined, 'null', '', 'app://other', 'app://sprout.evil', 'APP://sprout', 'https://sprout', 'file://', 'app://sprout/', 'app://sprout:80', 'http://127.0.0.1', 'devtools://devtools']) {
      expect(verdict({ url: api, method: 'POST', initiatorOrigin }), String(initiatorOrigin)).toBe('refused');
    }
  });

  it('reach no other host, whatever the address looks like', () => {
    for (const url of ['app://evil/api/status', 'app://sprout@evil/api/status', 'app://user@sprout/api/status', 'app://sprout.evil/api/', 'app://sprout:81/api/x', 'file:///etc/passwd', 'app:sprout', 'http://sprout/api/', '']) {
      expect(verdict({ url, method: 'GET', initiatorOrigin: 'app://sprout' }), url).toBe('refused');
    }
  });

  it('navigate nothing but the frame with the website\'s preview', () => {
    const preview = 'app://sprout/api/sites/default/preview/index.html?v=2';
    expect(allowedFrame({ url: preview, isMainFrame: false })).toBe(true);
    expect(allowedFrame({ url: preview, isMainFrame: true })).toBe(false);
    for (const url of ['https://evil.example/api/sites/default/preview/index.html', 'app://evil/api/sites/default/preview/index.html', 'app://sprout@evil/api/sites/default/preview/index.html', 'app://sprout/api/sites/default/preview/../../../status', 'app://sprout/api/sites/default/preview/sprout.js', 'app://sprout/api/sites/%2e%2e/preview/index.html', 'app://sprout/index.html', 'data:text/html,x', 'javascript:alert(1)', '']) {
      expect(allowedFrame({ url, isMainFrame: false }), url).toBe(false);
    }
  });

  it('may copy and show notices, and nothing else', () => {
    expect(['clipboard-sanitized-write', 'notifications'].every(permitted)).toBe(true);
    expect(['clipboard-read', 'media', 'geolocation', 'openExternal', 'fullscreen', 'midi', 'toString', ''].some(permitted)).toBe(false);
  });

  it('read pages, and only read them', () => {
    expect(verdict({ url: 'app://sprout/index.html', method: 'GET' })).toBe('file');
    expect(verdict({ url: 'app://sprout/assets/a.js', method: 'GET', initiatorOrigin: 'app://sprout' })).toBe('file');
    expect(verdict({ url: 'app://sprout/assets/a.js', method: 'GET', initiatorOrigin: 'https://evil.example' })).toBe('refused');
    expect(verdict({ url: 'app://sprout/index.html', method: 'POST' })).toBe('refused');
  });
});

describe('the window', () => {
  it('has every setting of Electron\'s security checklist', () => {
    expect(windowOptions({ preload: '/p.cjs', bounds: undefined }).webPreferences).toEqual({
      preload: '/p.cjs', partition, sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webSecurity: true, allowRunningInsecureContent: false, experimentalFeatures: false, webviewTag: false, navigateOnDragDrop: false, spellcheck: true,
    });
  });

  it('opens where it was, unless that screen is gone or the file is not ours', () => {
    const screens = [{ x: 0, y: 0, width: 1920, height: 1040 }];
    expect(usableBounds({ x: 100, y: 50, width: 1200, height: 800 }, screens)).toEqual({ x: 100, y: 50, width: 1200, height: 800 });
    for (const saved of [{ x: 2500, y: 50, width: 1200, height: 800 }, { x: 0, y: 2000, width: 1200, height: 800 }, { x: 0, y: 0, width: 10, height: 10 }, { x: 0.5, y: 0, width: 800, height: 800 }, { x: 0 }, 'x', null, undefined, []]) expect(usableBounds(saved, screens)).toBeUndefined();
  });
});

describe('the menu', () => {
  it('speaks the owner\'s language and goes to every page', () => {
    const went: string[] = [];
    for (const locale of ['en', 'zh'] as const) {
      const menu = menuTemplate(locale, 'linux', { goTo: (route) => { went.push(route); }, about: () => undefined });
      const pages = menu[0]?.submenu;
      if (!Array.isArray(pages)) throw new Error('no submenu');
      for (const item of pages) (item.click as (() => void) | undefined)?.();
      expect(menu.map(({ label }) => label).join('')).toMatch(locale === 'zh' ? /^[\u4e00-\u9fff]+$/ : /^[A-Za-z]+$/);
    }
    expect(new Set(went)).toEqual(new Set(['/', '/documents', '/health', '/settings']));
    expect(menuTemplate('en', 'darwin', { goTo: () => undefined, about: () => undefined })[0]).toEqual({ role: 'appMenu' });
  });
});

describe('a core that ends', () => {
  it('is started again soon, then ever later, and soon again once it had run well', () => {
    expect([1, 2, 3, 4, 20].map((failures) => restartDelay(failures, 100).delay)).toEqual([500, 1000, 2000, 4000, 30_000]);
    expect(restartDelay(9, 120_000)).toEqual({ delay: 500, failures: 1 });
  });
});

describe('the package', () => {
  it('sets every fuse: scripts, debuggers and foreign code stay out', () => {
    expect(electronFuses).toEqual({
      runAsNode: false, enableCookieEncryption: true, enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true, onlyLoadAppFromAsar: true, loadBrowserProcessSpecificV8Snapshot: false, grantFileProtocolExtraPrivileges: false,
    });
    const { asar, extraResources, electronFuses: used } = configuration('45.0.0', { app: 'a', product: 'p', node: 'n', out: 'o' });
    expect([asar, used]).toEqual([true, electronFuses]);
    expect(extraResources.map(({ from }) => from)).toEqual(['p', 'n']);
  });

  it('runs the core from outside the archive, with a Node of its own', () => {
    const places = productPlaces({ packaged: true, resources: '/opt/sprout/resources', script: '/opt/sprout/resources/app.asar/main.js', environment: { SPROUT_NODE: '/evil' }, platform: 'linux' });
    expect(places).toEqual({ node: '/opt/sprout/resources/node', coreScript: '/opt/sprout/resources/product/electron/core-process/main.ts', templates: '/opt/sprout/resources/product/templates', widget: '/opt/sprout/resources/product/dist/widget', gateway: '/opt/sprout/resources/product/dist/gateway', app: '/opt/sprout/resources/product/dist/app', preload: '/opt/sprout/resources/app.asar/preload.cjs' });
    expect(productPlaces({ packaged: false, resources: '', script: '/src/dist/electron/main.js', environment: { SPROUT_NODE: '/n' }, platform: 'linux' }).coreScript).toBe('/src/electron/core-process/main.ts');
  });
});
