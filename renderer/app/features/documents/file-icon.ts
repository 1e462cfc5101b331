import type { IconName } from '../layout/icon-paths.data.ts';

/** The drawing for a kind of file. */
export function fileIcon(mime: string, source: string | undefined): IconName {
  if (source?.startsWith('http')) return 'globe';
  if (mime.startsWith('image/')) return 'image';
  if (mime === 'message/rfc822' || mime === 'application/vnd.ms-outlook') return 'mail';
  if (/sheet|excel|csv|tab-separated/.test(mime)) return 'table';
  return 'documents';
}
