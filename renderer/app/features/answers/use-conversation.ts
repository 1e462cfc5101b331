import { computed, onUnmounted, ref, watch, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { Answer } from '../../../../core/contract/answer.ts';
import type { RouteStep } from '../../../../core/contract/route.ts';
import { ApiProblem } from '../../../shared/api-problem.ts';
import { api } from '../../api.ts';
import { problemText } from '../../problem-text.ts';

export interface Turn { readonly question: string; id: string; text: string; thoughts: string; /** Place in the line for the model. */ place?: number | undefined; /** Where it is asked now, since it was sent on. */ sentOn?: RouteStep | undefined; answer?: Answer }

const keepingTries = 10;

/** Another place is asked: what was written until here is void, and begins anew there. Places that were only thought of change nothing. */
export function sendOn(turn: Turn, step: RouteStep): void {
  if (step.outcome !== 'asked') return;
  turn.text = '';
  turn.thoughts = '';
  // That this laptop answers first is nothing to be told.
  if (step.place !== 'local' || turn.sentOn) turn.sentOn = step;
}

/** The conversation that the address names: its turns, and asking the next question once `ready` resolves. */
export function useConversation(problem: Ref<string | undefined>, ready: (signal: AbortSignal) => Promise<void>) {
  const route = useRoute();
  const router = useRouter();
  const turns = ref<Turn[]>([]);
  const asking = ref<AbortController>();
  const id = computed(() => { const given = route.params['conversation']; return typeof given === 'string' && given ? given : undefined; });
  let shown: string | undefined;

  async function show(wanted: string | undefined): Promise<void> {
    if (wanted === shown) return;
    asking.value?.abort();
    shown = wanted;
    turns.value = [];
    problem.value = undefined;
    if (!wanted) return;
    try {
      const read = await api.call('readConversation', { params: { id: wanted } });
      if (shown === wanted) turns.value = read.exchanges.map((one) => ({ id: one.id, question: one.question, answer: one.answer, text: '', thoughts: '' }));
    } catch (error) { problem.value = problemText(error); }
  }
  /** The core keeps a stopped answer a moment after the stop. */
  async function reread(wanted: string): Promise<void> {
    for (let tries = 0; tries < keepingTries; tries += 1) {
      const read = await api.call('readConversation', { params: { id: wanted } }).catch(() => undefined);
      if (read && read.exchanges.length > turns.value.length) {
        if (shown === wanted) turns.value = read.exchanges.map((one) => ({ id: one.id, question: one.question, answer: one.answer, text: '', thoughts: '' }));
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  /** @returns false when there is no answer and the question should be given back. */
  async function ask(question: string, model?: string): Promise<boolean> {
    if (!question.trim() || asking.value) return false;
    const controller = new AbortController();
    asking.value = controller;
    problem.value = undefined;
    turns.value.push({ id: '', question: question.trim(), text: '', thoughts: '' });
    const turn = turns.value.at(-1);
    if (!turn) return false;
    try {
      await ready(controller.signal);
      for await (const event of api.lines('ask', { body: { question, conversation: id.value, model }, signal: controller.signal })) {
        if (event.type === 'error') throw new ApiProblem(event.error.code, event.error.message);
        turn.place = event.type === 'queued' ? event.place : undefined;
        if (event.type === 'route') sendOn(turn, event.step);
        if (event.type === 'thought-delta') turn.thoughts += event.text;
        if (event.type === 'text-delta') turn.text += event.text;
        if (event.type === 'answer-end') { turn.id = event.id; turn.answer = event.answer; }
        if (event.type === 'answer-start' && event.conversation !== shown) { shown = event.conversation; await router.replace(`/ask/${event.conversation}`); }
      }
      return true;
    } catch (error) {
      if (!controller.signal.aborted) problem.value = problemText(error);
      const begun = turn.text.trim() !== '' && shown !== undefined;
      turns.value = turns.value.filter((one) => one.answer);
      // What was written before the stop is kept in the conversation.
      if (begun) await reread(shown ?? '');
      return begun;
    } finally { asking.value = undefined; }
  }
  watch(id, show, { immediate: true });
  onUnmounted(() => asking.value?.abort());
  return { id, turns, asking, ask };
}
