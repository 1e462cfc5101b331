export { createWebPage } from './web-page.ts';
