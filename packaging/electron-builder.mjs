/** Configuration of electron-builder: what goes into an installer, and how the program is locked down. */

/** Every fuse that Electron has is set; none is left to its default. */
export const electronFuses = {
  // The core runs on a Node of its own, so Electron never needs to be one.
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

/** @param electronVersion of the checkout. @param places folders that `scripts/package.mjs` staged. */
export function configuration(electronVersion, { app, product, node, out }) {
  return {
    appId: 'app.sprout.desktop',
    productName: 'Sprout',
    electronVersion,
    directories: { app, output: out },
    files: ['**/*'],
    asar: true,
    npmRebuild: false,
    electronFuses,
    // Outside of the archive, where Node can read it.
    extraResources: [{ from: product, to: 'product' }, { from: node, to: process.platform === 'win32' ? 'node.exe' : 'node' }],
    artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
    win: { target: ['nsis'] },
    nsis: { oneClick: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false, installerLanguages: ['en_US', 'zh_CN'] },
    mac: { target: ['dmg'], category: 'public.app-category.business', hardenedRuntime: true, gatekeeperAssess: false },
    linux: { target: ['AppImage', 'deb'], category: 'Office', maintainer: 'Sprout' },
    publish: null,
  };
}
