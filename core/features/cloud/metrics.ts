import type { AnswerOutcome } from '../visits/index.ts';

/** Upper bounds of the histogram, in seconds. */
const bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

export interface Metrics {
  /** An answer begins; the function is called once when it has ended. */
  begin(): (outcome: AnswerOutcome) => void;
  /** In Prometheus' text format. Nothing in it says who asked what. */
  text(): string;
}

/** Counts what a gateway answers. Answers under way are what replicas are added by. */
export function createMetrics(now: () => number = () => performance.now()): Metrics {
  const outcomes: Record<AnswerOutcome, number> = { answered: 0, missed: 0, stored: 0, left: 0, failed: 0 };
  const buckets = bounds.map(() => 0);
  let questions = 0;
  let running = 0;
  let seconds = 0;
  let ended = 0;
  return {
    begin() {
      const startedAt = now();
      let open = true;
      questions += 1;
      running += 1;
      return (outcome) => {
        if (!open) return;
        open = false;
        const took = (now() - startedAt) / 1000;
        running -= 1;
        ended += 1;
        seconds += took;
        outcomes[outcome] += 1;
        for (const [at, bound] of bounds.entries()) if (took <= bound) buckets[at] = (buckets[at] ?? 0) + 1;
      };
    },
    text: () => [
      '# HELP sprout_questions_total Questions of visitors.', '# TYPE sprout_questions_total counter', `sprout_questions_total ${questions}`,
      '# HELP sprout_answers_total How they ended.', '# TYPE sprout_answers_total counter', ...Object.entries(outcomes).map(([outcome, count]) => `sprout_answers_total{outcome="${outcome}"} ${count}`),
      '# HELP sprout_queue_length Answers that are waited for.', '# TYPE sprout_queue_length gauge', `sprout_queue_length ${running}`,
      '# HELP sprout_answer_seconds From the question to the end of its answer.', '# TYPE sprout_answer_seconds histogram',
      ...bounds.map((bound, at) => `sprout_answer_seconds_bucket{le="${bound}"} ${buckets[at] ?? 0}`), `sprout_answer_seconds_bucket{le="+Inf"} ${ended}`, `sprout_answer_seconds_sum ${seconds}`, `sprout_answer_seconds_count ${ended}`, '',
    ].join('\n'),
  };
}
