import type { MenuItemConstructorOptions } from 'electron';
import type { Locale } from '../../core/contract/index.ts';

const texts = {
  en: { file: 'File', edit: 'Edit', view: 'View', help: 'Help', ask: 'Ask', documents: 'Documents', health: 'Health', settings: 'Settings', website: 'About Sprout' },
  zh: { file: '文件', edit: '编辑', view: '查看', help: '帮助', ask: '提问', documents: '文档', health: '健康检查', settings: '设置', website: '关于 Sprout' },
} as const;

export interface MenuActions {
  /** Opens one of the app's pages, by its route. */
  goTo(route: string): void;
  about(): void;
}

export function menuTemplate(locale: Locale, platform: NodeJS.Platform, { goTo, about }: MenuActions): MenuItemConstructorOptions[] {
  const text = texts[locale];
  const page = (label: string, route: string, key: string): MenuItemConstructorOptions => ({ label, accelerator: `CmdOrCtrl+${key}`, click: () => { goTo(route); } });
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { label: text.file, submenu: [page(text.ask, '/', '1'), page(text.documents, '/documents', '2'), page(text.health, '/health', '3'), page(text.settings, '/settings', ','), { type: 'separator' }, platform === 'darwin' ? { role: 'close' } : { role: 'quit' }] },
    { label: text.edit, submenu: [{ role: 'undo' }, { role: 'redo' }, { type: 'separator' }, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
    { label: text.view, submenu: [{ role: 'reload' }, { type: 'separator' }, { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' }, { role: 'togglefullscreen' }] },
    { label: text.help, submenu: [{ label: text.website, click: about }] },
  ];
}
