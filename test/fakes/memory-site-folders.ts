import type { SiteFoldersOnDisk } from '../../core/ports/site-folders.ts';

interface File { readonly path: string; readonly bytes: Uint8Array }

/** Published folders in memory. `widget` are the built files; `calls` what was written and deleted. */
export class MemorySiteFolders implements SiteFoldersOnDisk {
  readonly calls: string[] = [];
  readonly widget: File[];
  private readonly versions = new Map<string, Map<string, Uint8Array>>();

  constructor(widget: readonly File[] = [{ path: 'sprout.js', bytes: new TextEncoder().encode('// widget') }, { path: 'engine-test.js', bytes: new TextEncoder().encode('// engine') }]) { this.widget = [...widget]; }

  async write(site: string, version: number, files: Iterable<File>): Promise<void> {
    this.calls.push(`write ${site} ${version}`);
    this.versions.set(`${site}/${version}`, new Map([...files].map(({ path, bytes }) => [path, bytes.slice()])));
  }

  async read(site: string, version: number, path: string): Promise<Uint8Array | undefined> { return this.versions.get(`${site}/${version}`)?.get(path)?.slice(); }
  async list(site: string, version: number): Promise<string[]> { return [...(this.versions.get(`${site}/${version}`)?.keys() ?? [])].sort(); }

  place(site: string, version: number, path: string): string { return `/sites/${site}/${version}/${path}`; }

  async deleteVersion(site: string, version: number): Promise<void> {
    this.calls.push(`delete ${site} ${version}`);
    this.versions.delete(`${site}/${version}`);
  }

  async delete(site: string): Promise<void> {
    this.calls.push(`delete ${site}`);
    for (const key of this.versions.keys()) if (key.startsWith(`${site}/`)) this.versions.delete(key);
  }

  /** What was written into folders of the owner's, by their path. */
  readonly out = new Map<string, { files: readonly File[]; keepBefore: boolean }>();
  async writeOut(folder: string, files: readonly File[], { keepBefore }: { keepBefore: boolean }): Promise<void> { this.out.set(folder, { files, keepBefore }); }

  async widgetFiles(): Promise<readonly File[]> { return this.widget; }
}
