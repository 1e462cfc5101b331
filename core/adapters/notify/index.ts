export { createNotifier } from './notifier.ts';
