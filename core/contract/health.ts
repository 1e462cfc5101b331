import { z } from 'zod';

/** One thing about the documents that the owner should look at. */
export const findingSchema = z.object({
  id: z.string(),
  kind: z.enum(['failed', 'password-needed', 'page-empty', 'page-unreadable', 'ocr-low-confidence', 'encoding-doubtful', 'duplicate', 'near-duplicate', 'stale', 'contradiction', 'part-skipped', 'text-truncated', 'not-updated', 'site-copy']),
  severity: z.enum(['error', 'warning', 'notice']),
  message: z.string(),
  /** Where to look: one place, or the two that disagree. */
  places: z.array(z.object({ document: z.string(), name: z.string(), page: z.int().positive().optional(), quote: z.string().optional(), start: z.int().optional(), end: z.int().optional(), value: z.string().optional() })),
});
export type Finding = z.infer<typeof findingSchema>;
export const healthSchema = z.object({ documents: z.int(), ready: z.int(), failed: z.int(), findings: z.array(findingSchema) });
export type Health = z.infer<typeof healthSchema>;

/** `sprout doctor --json`. */
export const doctorReportSchema = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ id: z.string(), ok: z.boolean(), message: z.string(), fix: z.string().optional() })),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;
