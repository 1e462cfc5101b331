import { onScopeDispose, ref } from 'vue';
import { useAttempt } from './use-attempt.ts';

/** Milliseconds that "saved" is shown. */
const shownFor = 2000;

/** Keeps each change at once, and says so for a moment. */
export function useSaving<Change>(keep: (change: Change) => Promise<unknown>) {
  const { problem, busy, attempt } = useAttempt();
  const saved = ref(false);
  let fading: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(fading));
  const save = (change: Change): Promise<boolean> => attempt(async () => {
    await keep(change);
    saved.value = true;
    clearTimeout(fading);
    fading = setTimeout(() => { saved.value = false; }, shownFor);
  });
  return { problem, busy, saved, save, attempt };
}
