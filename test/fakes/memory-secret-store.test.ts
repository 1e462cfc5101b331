import { secretStoreSuite } from '../ports/secret-store.ts';
import { MemorySecretStore } from './memory-secret-store.ts';

secretStoreSuite('MemorySecretStore', () => new MemorySecretStore());
