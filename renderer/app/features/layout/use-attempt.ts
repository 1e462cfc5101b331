import { ref } from 'vue';
import { problemText } from '../../problem-text.ts';

/** Does something that may fail; what went wrong is shown, and `busy` is true meanwhile. */
export function useAttempt() {
  const problem = ref<string>();
  const busy = ref(false);
  /** @returns whether it succeeded. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    problem.value = undefined;
    busy.value = true;
    try {
      await work();
      return true;
    } catch (error) {
      problem.value = problemText(error);
      return false;
    } finally { busy.value = false; }
  }
  return { problem, busy, attempt };
}
