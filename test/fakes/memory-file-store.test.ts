import { fileStoreSuite } from '../ports/file-store.ts';
import { MemoryFileStore } from './memory-file-store.ts';

fileStoreSuite('MemoryFileStore', () => new MemoryFileStore());
