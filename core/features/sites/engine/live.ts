import type { VisitEngineModule } from '../../../contract/index.ts';
import { openPublished } from './open-published.ts';

/** The entry of the threads in which a gateway answers. */
export const openEngine: VisitEngineModule['openEngine'] = async ({ read }) => (await openPublished({ read, whole: true, mode: 'live' })).engine;
