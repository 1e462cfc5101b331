export type { Happening } from './message.ts';
export { createNotifications } from './notifications.ts';
export type { Notifications } from './notifications.ts';
