import type { ApprovedAnswer } from '../../../contract/index.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

export const approvedFile = 'approved.bin';

/** What of an approved answer visitors need. */
export type PublishedApproval = Pick<ApprovedAnswer, 'question' | 'answer'>;

export function encodeApproved(approved: readonly PublishedApproval[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const { question, answer } of approved) {
    out.text(question);
    out.text(answer);
  }
  return out.finish();
}

export function decodeApproved(bytes: Uint8Array): PublishedApproval[] {
  const reader = new ByteReader(bytes);
  const approved: PublishedApproval[] = [];
  while (!reader.done) approved.push({ question: reader.text(), answer: reader.text() });
  return approved;
}
