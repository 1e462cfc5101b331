import { dirname, join } from 'node:path';

export interface ProductPlaces {
  /** The Node that runs the core and the readers: a program of its own, since Electron's must not run scripts. */
  readonly node: string;
  readonly coreScript: string;
  readonly templates: string;
  /** The built widget. */
  readonly widget: string;
  /** The gateway's code for other machines. */
  readonly gateway: string;
  /** The built pages. */
  readonly app: string;
  readonly preload: string;
}

/**
 * Where the parts of the product lie: in a checkout around `dist/electron/main.js`; in a package under the resources, outside of the archive,
 * since Node cannot read Electron's archives.
 */
export function productPlaces({ packaged, resources, script, environment, platform }: {
  packaged: boolean; resources: string; script: string; environment: Readonly<Record<string, string | undefined>>; platform: NodeJS.Platform;
}): ProductPlaces {
  const built = dirname(script);
  const root = packaged ? join(resources, 'product') : join(built, '..', '..');
  return {
    node: packaged ? join(resources, platform === 'win32' ? 'node.exe' : 'node') : environment['SPROUT_NODE'] ?? 'node',
    coreScript: join(root, 'electron', 'core-process', 'main.ts'),
    templates: join(root, 'templates'),
    widget: join(root, 'dist', 'widget'),
    gateway: join(root, 'dist', 'gateway'),
    app: join(root, 'dist', 'app'),
    preload: join(built, 'preload.cjs'),
  };
}
