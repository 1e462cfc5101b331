import { onScopeDispose, ref } from 'vue';
import type { BodyOf } from '../../../../core/contract/api.ts';
import { useSites } from '../../stores/sites.ts';
import { useAttempt } from '../layout/use-attempt.ts';

/** Keeps each change of a site at once, one after the other, and says so. */
export function useSiteForm(id: () => string) {
  const store = useSites();
  const { problem, attempt } = useAttempt();
  const saved = ref(false);
  /** Changes that are not kept yet: until they are, what is on the screen is newer than the site. */
  const pending = ref(0);
  let fading: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  onScopeDispose(() => clearTimeout(fading));

  /** @returns whether it was kept. */
  function save(change: BodyOf<'updateSite'>): Promise<boolean> {
    // A copy: what the owner writes meanwhile belongs to the next change.
    const copy = JSON.parse(JSON.stringify(change)) as BodyOf<'updateSite'>;
    pending.value += 1;
    const turn = last.then(() => attempt(async () => {
      await store.update(id(), copy);
      saved.value = true;
      clearTimeout(fading);
      fading = setTimeout(() => { saved.value = false; }, 2000);
    }));
    last = turn.finally(() => { pending.value -= 1; });
    return turn;
  }
  return { problem, saved, pending, save };
}
