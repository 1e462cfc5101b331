import type { ApprovedAnswer } from '../../../contract/index.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

export const approvedFile = 'approved.bin';

interface ApprovedFile {
  /** Whether reading the questions needs the table that simplifies Chinese. */
  readonly traditional: boolean;
  readonly approved: readonly PublishedApproval[];
}

/** What of an approved answer visitors need. */
export type PublishedApproval = Pick<ApprovedAnswer, 'question' | 'answer'>;

export function encodeApproved({ traditional, approved }: ApprovedFile): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.number(traditional ? 1 : 0);
  for (const { question, answer } of approved) {
    out.text(question);
    out.text(answer);
  }
  return out.finish();
}

export function decodeApproved(bytes: Uint8Array): ApprovedFile {
  const reader = new ByteReader(bytes);
  const traditional = reader.number() === 1;
  const approved: PublishedApproval[] = [];
  while (!reader.done) approved.push({ question: reader.text(), answer: reader.text() });
  return { traditional, approved };
}
