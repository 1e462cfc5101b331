import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { desktopChannels, type Desktop } from '../../core/contract/desktop.ts';

const desktop: Desktop = {
  platform: process.platform as Desktop['platform'],
  chooseFolder: () => ipcRenderer.invoke(desktopChannels.chooseFolder) as Promise<string | undefined>,
  pathOf: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
};
contextBridge.exposeInMainWorld('sprout', desktop);
