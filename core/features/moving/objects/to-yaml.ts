import { Document, isScalar, Scalar, visit } from 'yaml';
import { isMixed } from './reference.ts';

/** YAML 1.2 that readers of 1.1, such as Helm's, take the same way: texts that look like anything else are quoted, nothing is folded or named by anchors. */
export function toYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false, version: '1.1' });
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === 'string' && isMixed(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, directives: false });
}
