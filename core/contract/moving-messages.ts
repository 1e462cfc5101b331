/** What can go wrong on the way to the cloud, in both languages. Data only. */
export const movingMessages = {
} as const satisfies Record<string, { en: string; zh: string }>;
