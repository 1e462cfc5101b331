import type { ChunkIndex } from './chunk-index.ts';

/** Search indexes of a cloud gateway: one for each site and bundle, which never changes once it is whole. Implementations: LanceDB in a folder and on S3. */
export interface SiteIndexes {
  /** Opens it, or makes an empty one. @param bundle digest of the bundle that it was made from. */
  open(bundle: string, site: string): Promise<ChunkIndex>;
  /** Opens one that is whole, to be searched. */
  read(bundle: string, site: string): Promise<Pick<ChunkIndex, 'search' | 'close'>>;
  /** Takes it away, whatever is left of it. */
  delete(bundle: string, site: string): Promise<void>;
}
