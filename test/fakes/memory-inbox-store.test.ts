import { inboxStoreSuite } from '../ports/inbox-store.ts';
import { MemoryInboxStore } from './memory-inbox-store.ts';

inboxStoreSuite('MemoryInboxStore', () => new MemoryInboxStore());
