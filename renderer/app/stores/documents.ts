import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { Document } from '../../../core/contract/document.ts';
import type { CoreEvent } from '../../../core/contract/events.ts';
import { desktop } from '../../shared/desktop.ts';
import { api } from '../api.ts';
import type { DroppedFile } from '../features/documents/dropped-files.ts';
import { uploadParts } from '../features/documents/upload-parts.ts';
import { problemText } from '../problem-text.ts';

/** The documents and the progress of imports, kept fresh by /api/events. */
export const useDocuments = defineStore('documents', () => {
  const documents = ref<Document[]>([]);
  const loaded = ref(false);
  const uploading = ref<number>();
  const problem = ref<string>();
  const batch = shallowRef<Extract<CoreEvent, { type: 'import-progress' }>>();
  const progress = ref<Record<string, number>>({});

  async function load(): Promise<void> {
    documents.value = (await api.call('listDocuments')).documents;
    loaded.value = true;
  }
  function apply(event: CoreEvent): void {
    if (event.type === 'import-progress') batch.value = event;
    if (event.type === 'document-progress') progress.value[event.document] = event.total > 0 ? event.done / event.total : 0;
    if (event.type === 'document-deleted') documents.value = documents.value.filter(({ id }) => id !== event.document);
    if (event.type !== 'document-changed') return;
    const at = documents.value.findIndex(({ id }) => id === event.document.id);
    if (at < 0) documents.value.unshift(event.document);
    else documents.value[at] = event.document;
  }
  async function upload(files: readonly DroppedFile[]): Promise<boolean> {
    if (files.length === 0) return false;
    const total = files.reduce((sum, { file }) => sum + file.size, 0);
    let sent = 0;
    problem.value = undefined;
    // On the desktop the core reads the files where they lie: nothing is copied twice, and moved files are known again.
    const paths = desktop ? files.map(({ file }) => desktop?.pathOf(file) ?? '') : [];
    const inPlace = paths.length > 0 && paths.every((path) => path !== '');
    uploading.value = 0;
    try {
      if (inPlace) await api.call('importPaths', { body: { paths } });
      else for (const part of uploadParts(files)) {
        const form = new FormData();
        for (const { file, path } of part) form.append('file', file, path);
        const size = part.reduce((sum, { file }) => sum + file.size, 0);
        await api.upload('uploadDocuments', form, { onProgress: (done) => { uploading.value = total > 0 ? (sent + done * size) / total : 1; } });
        sent += size;
      }
      await load();
      return true;
    } catch (error) {
      problem.value = problemText(error);
      return false;
    } finally {
      uploading.value = undefined;
    }
  }
  return { documents, loaded, uploading, problem, batch, progress, load, apply, upload };
});
