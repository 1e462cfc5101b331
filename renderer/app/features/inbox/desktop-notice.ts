import { i18n } from '../../i18n/index.ts';

const key = 'sprout.notices';

/** Whether the owner wants to be told on the desktop, and this computer lets us. */
export const noticesOn = (): boolean => 'Notification' in globalThis && Notification.permission === 'granted' && localStorage.getItem(key) === 'yes';

/** Asks this computer once. @returns whether notices are shown from now on. */
export async function switchNotices(on: boolean): Promise<boolean> {
  localStorage.setItem(key, on ? 'yes' : 'no');
  if (!on || !('Notification' in globalThis)) return false;
  return await Notification.requestPermission() === 'granted';
}

/** Says that something came, and never what: a screen may be seen by others. */
export function tellOwner(what: 'lead' | 'missed', site: string, name: string): void {
  if (!noticesOn()) return;
  const notice = new Notification(i18n.global.t(`inbox.notice.${what}`), { body: name, tag: `sprout-${site}-${what}` });
  notice.onclick = () => {
    window.focus();
    location.hash = `#/website/${site}/inbox?view=${what === 'lead' ? 'messages' : 'missed'}`;
  };
}
