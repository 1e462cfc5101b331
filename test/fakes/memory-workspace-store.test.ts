import { workspaceStoreSuite } from '../ports/workspace-store.ts';
import { MemoryWorkspaceStore } from './memory-workspace-store.ts';

workspaceStoreSuite('MemoryWorkspaceStore', () => new MemoryWorkspaceStore());
