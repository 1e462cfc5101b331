import { useI18n } from 'vue-i18n';
import { useDocuments } from '../../stores/documents.ts';

/** Names a place in a document as its kind does: a PDF has pages, a workbook sheets, a presentation slides. */
export function usePageLabel(): (document: string, page: number) => string {
  const { t } = useI18n();
  const store = useDocuments();
  return (document, page) => t(`place.${store.documents.find(({ id }) => id === document)?.pageKind ?? 'page'}`, { n: page });
}
