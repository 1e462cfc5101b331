import type { Readable } from 'node:stream';
import yauzl from 'yauzl';

/** Calls `onEntry` with each entry in the archive's order; "stop" ends early. */
export function readZip(path: string, onEntry: (name: string, body: Readable) => Promise<'stop' | void>): Promise<void> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (openError, zip) => {
      if (openError) return reject(openError);
      const end = (error?: unknown): void => {
        zip.close();
        if (error) reject(error as Error);
        else resolve();
      };
      zip.on('error', end);
      zip.on('end', () => end());
      zip.on('entry', (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (error, body) => {
          if (error) return end(error);
          onEntry(entry.fileName, body).then((next) => {
            if (next === 'stop') {
              body.destroy();
              end();
            } else zip.readEntry();
          }, end);
        });
      });
      zip.readEntry();
    });
  });
}
