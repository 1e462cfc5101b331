export { isCard, isChinaId, isIban } from './check-digits.ts';
export { personalData } from './each-once.ts';
export type { AskedData } from './each-once.ts';
export { findPersonalData } from './find-personal-data.ts';
export type { PersonalData, PersonalKind } from './kinds.ts';
