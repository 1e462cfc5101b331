export { createWebPage } from './web-page.ts';
export { createOutsideProbe } from './outside-probe.ts';
export { createVisitClient } from './visit-client.ts';
