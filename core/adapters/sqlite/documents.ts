import { gunzipSync, gzipSync } from 'node:zlib';
import type { Document, Extraction } from '../../contract/index.ts';
import type { DocumentStore, LeftOutFile } from '../../ports/workspace-store.ts';
import * as sql from './sql/documents.ts';
import type { Row, Statements } from './statements.ts';

/** `transaction` nests: a delete takes the extraction that nobody needs any more with it. */
export function createDocuments(statements: Statements, transaction: <Result>(work: () => Result) => Result): DocumentStore {
  return {
    list: () => statements.all(sql.listDocuments).map(toDocument),
    get: (id) => optionalDocument(statements.get(sql.getDocument, id)),
    bySource: (source) => optionalDocument(statements.get(sql.documentBySource, source)),
    byHash: (hash) => statements.all(sql.documentsByHash, hash).map(toDocument),
    unfinished: () => statements.all(sql.unfinishedDocuments).map(toDocument),
    save(document) {
      statements.run(sql.saveDocument, document.id, document.source ?? null, document.hash, document.status, document.importedAt, JSON.stringify(document));
    },
    delete(id) {
      transaction(() => {
        const hash = statements.get(sql.hashOfDocument, id)?.['hash'];
        statements.run(sql.deleteDocument, id);
        if (typeof hash === 'string') statements.run(sql.deleteOrphanExtraction, hash);
      });
    },
    saveExtraction(hash, extraction, subject) {
      statements.run(sql.saveExtraction, hash, gzipSync(JSON.stringify(extraction)), subject);
    },
    subjects: () => statements.all(sql.listSubjects).map((row) => ({ id: String(row['id']), name: String(row['name']), subject: String(row['subject']) })),
    extraction(hash) {
      const content = statements.get(sql.getExtraction, hash)?.['content'];
      // Written by `saveExtraction` from a value of this very type; SQLite's integrity and gzip's checksum guard it since.
      return content instanceof Uint8Array ? JSON.parse(gunzipSync(content).toString('utf8')) as Extraction : undefined;
    },
    deleteExtraction(hash) { statements.run(sql.deleteExtraction, hash); },
    folders: () => statements.all(sql.listFolders).map((row) => ({ id: String(row['id']), path: String(row['path']) })),
    saveFolder(folder) { statements.run(sql.saveFolder, folder.id, folder.path); },
    deleteFolder(id) { statements.run(sql.deleteFolder, id); },
    leftOut: () => statements.all(sql.listLeftOut).map(toLeftOut),
    leftOutAt: (path) => statements.all(sql.leftOutAt, path).map(toLeftOut)[0],
    leftOutOfSize: (size) => statements.all(sql.leftOutOfSize, size).map(toLeftOut),
    saveLeftOut(file) { statements.run(sql.saveLeftOut, file.path, file.hash, file.size, file.modifiedAt, file.leftOutAt); },
    deleteLeftOut(path) { statements.run(sql.deleteLeftOut, path); },
  };
}

function toDocument(row: Row): Document {
  return JSON.parse(String(row['record'])) as Document;
}

function toLeftOut(row: Row): LeftOutFile {
  return { path: String(row['path']), hash: String(row['hash']), size: Number(row['size']), modifiedAt: String(row['modifiedAt']), leftOutAt: String(row['leftOutAt']) };
}

function optionalDocument(row: Row | undefined): Document | undefined {
  return row === undefined ? undefined : toDocument(row);
}
