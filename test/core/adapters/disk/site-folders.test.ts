import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSiteFolders, writeSiteFolder } from '../../../../core/adapters/disk/index.ts';
import { siteFoldersSuite } from '../../../ports/site-folders.ts';
import { newFolder } from '../../../support/new-folder.ts';

siteFoldersSuite('the disk', () => createSiteFolders(newFolder(), undefined));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('site folders on disk', () => {
  it('give the built scripts alone, none where nothing was built', async () => {
    const widget = newFolder();
    for (const name of ['sprout.js', 'engine-ab.js', '.engine-built-from', 'notes.txt']) writeFileSync(join(widget, name), name);
    expect((await createSiteFolders(newFolder(), widget).widgetFiles()).map(({ path }) => path)).toEqual(['engine-ab.js', 'sprout.js']);
    expect(await createSiteFolders(newFolder(), join(widget, 'absent')).widgetFiles()).toEqual([]);
    expect(await createSiteFolders(newFolder(), undefined).widgetFiles()).toEqual([]);
  });

  it('leave nothing behind when writing fails, and clear up what a stop left', async () => {
    const root = newFolder();
    const folders = createSiteFolders(root, undefined);
    mkdirSync(join(root, 'default/versions/.1-x.tmp/a'), { recursive: true });
    await expect(folders.write('default', 1, [{ path: 'a', bytes: bytes('x') }, { path: 'a/b', bytes: bytes('y') }])).rejects.toThrow();
    expect(readdirSync(join(root, 'default/versions'))).toEqual([]);
    await folders.write('default', 1, [{ path: 'a', bytes: bytes('x') }]);
    expect(readdirSync(join(root, 'default/versions'))).toEqual(['1']);
  });

  it.each(['..', '', 'A', 'a/b', '../x'])('know no site %j', async (site) => {
    await expect(createSiteFolders(newFolder(), undefined).write(site, 1, [])).rejects.toMatchObject({ code: 'site-not-found' });
  });

  it('name a full disk and a folder that may not be written', async (context) => {
    if (process.getuid?.() === 0) {
      const script = `import { writeSiteFolder } from ${JSON.stringify(join(process.cwd(), 'core/adapters/disk/index.ts'))}; await writeSiteFolder(process.argv[1], [{ path: 'sites/a/site.json', bytes: new Uint8Array(9e6) }]).catch((error) => console.log(error.code));`;
      const { stdout, status } = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=4M sprout "$1" && exec "$0" --input-type=module-typescript -e "$2" "$1"', process.execPath, newFolder(), script], { encoding: 'utf8' });
      if (status !== 0) context.skip('no small disk can be mounted here');
      expect(stdout.trim()).toBe('disk-full');
    }
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(writeSiteFolder(join(file, 'out'), [{ path: 'sites/a/site.json', bytes: bytes('{}') }])).rejects.toMatchObject({ code: 'file-unwritable' });
  });
});

describe('the folder for a web host', () => {
  const publication = (site: string, version: number) => [
    { path: 'sprout.js', bytes: bytes(`script ${version}`) }, { path: `sites/${site}/${version}-ab/manifest.bin`, bytes: bytes('m') },
    { path: `sites/${site}/site.json`, bytes: bytes(JSON.stringify({ version, index: { engine: 'e', folder: `sites/${site}/${version}-ab/` } })) },
  ];

  it('holds several sites, and the version before for who still asks', async () => {
    const out = join(newFolder(), 'new', 'out');
    await writeSiteFolder(out, publication('a', 1));
    await writeSiteFolder(out, publication('b', 1));
    for (const version of [2, 3]) await writeSiteFolder(out, publication('a', version));
    writeFileSync(join(out, 'robots.txt'), 'mine');
    await writeSiteFolder(out, publication('a', 4));
    expect(readdirSync(join(out, 'sites/a')).sort()).toEqual(['3-ab', '4-ab', 'site.json']);
    expect(readdirSync(join(out, 'sites/b')).sort()).toEqual(['1-ab', 'site.json']);
    expect(readFileSync(join(out, 'robots.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(out, 'sprout.js'), 'utf8')).toBe('script 4');
  });
});
