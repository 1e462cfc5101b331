/** What can go wrong where the guard and the budget stand, in both languages. Data only. */
export const guardMessages = {
} as const satisfies Record<string, { en: string; zh: string }>;
