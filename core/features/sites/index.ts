export { matchApproved } from './approved.ts';
export { approvedAnswer, visitAnswer } from './engine/visit-answer.ts';
export { openPublished } from './engine/open-published.ts';
export type { Published, PublishedOptions } from './engine/open-published.ts';
export type { SiteFile } from './make-publication.ts';
export { normalOrigin } from './origins.ts';
export { createSites } from './sites.ts';
export type { PublishOptions, Sites, SitesDependencies } from './sites.ts';
