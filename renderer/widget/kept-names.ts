/** Names under which things are kept in the browser, behind `keptPrefix`; each item of the outbox has one of its own behind `outboxName`. */
export const conversationName = 'conversation';
export const forgetName = 'forget';
export const languageName = 'language';
export const openName = 'open';
export const outboxName = 'out:';
export const tokenName = 'token';

/** Leaves the host page's own names alone. */
export const keptPrefix = (site: string): string => `sprout/${site}/`;
