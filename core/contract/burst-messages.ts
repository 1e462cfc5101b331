/** What can go wrong between this computer and others, in both languages. Data only. */
export const burstMessages = {
} as const satisfies Record<string, { en: string; zh: string }>;
