import type { VisitEngineModule } from '../../../contract/index.ts';
import { loadSimplify } from '../../../shared/text/simplify-later.ts';
import { openPublished } from './open-published.ts';

/** The entry of what visitors' browsers load (scripts/build-engine.mjs). */
export const openEngine: VisitEngineModule['openEngine'] = async ({ read }) => (await openPublished({ read, beforeChinese: loadSimplify })).engine;
