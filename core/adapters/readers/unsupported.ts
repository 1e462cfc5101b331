import { SproutError } from '../../contract/index.ts';
import type { FormatReader } from './format-reader.ts';

/** Formats that are known and cannot be read: the owner is told which and what to do. */
export const reader: FormatReader = {
  extensions: [],
  mime: [],
  read: ({ name }) => Promise.reject(new SproutError('format-unsupported', { file: name, kind: name.split('.').at(-1) ?? name })),
};
