import { chunkIndexSuite } from '../ports/chunk-index.ts';
import { MemoryChunkIndex } from './memory-chunk-index.ts';

chunkIndexSuite('MemoryChunkIndex', async () => new MemoryChunkIndex());
