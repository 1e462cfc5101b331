import { siteFoldersSuite } from '../ports/site-folders.ts';
import { siteStoreSuite } from '../ports/site-store.ts';
import { MemorySiteFolders } from './memory-site-folders.ts';
import { MemorySiteStore } from './memory-site-store.ts';

siteStoreSuite('MemorySiteStore', () => new MemorySiteStore());
siteFoldersSuite('MemorySiteFolders', () => new MemorySiteFolders());
