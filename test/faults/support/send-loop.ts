/** Sends trainings out and takes their results in, one after another, until it is killed: `send-loop.ts HOME OUT BASE ADAPTER`. Tells what was acknowledged. */
import { join } from 'node:path';
import { realCore } from '../../support/real-core.ts';

const [home = '', out = '', base = '', adapter = ''] = process.argv.slice(2);
const core = await realCore(home);
const { tuning: { datasets, runs } } = core.features;
let [set] = datasets.list();
if (!set) {
  set = await datasets.create({ recipe: 'best-colleague', locale: 'en' });
  datasets.add(set.id, Array.from({ length: 30 }, (_, at) => ({ question: `Where is cup number ${at * 37}?`, answer: `On shelf ${at}, in room ${at * 3}.`, before: [], origin: { kind: 'paste' as const } })));
  await datasets.settle(set.id, 'kept');
}
console.log('open');
for (let number = runs.list().length; ; number += 1) {
  const name = `run${number}-${process.pid}`;
  const { run } = await runs.sending.send({ dataset: set.id, base, name, form: 'ray', accepted: true, questions: 0, options: { rank: 2, alpha: 2, targets: ['attn_q', 'ffn_down'] } }, join(out, name));
  console.log(`sent ${run.id}`);
  await runs.sending.bringBack(run.id, adapter);
  console.log(`back ${run.id}`);
  await runs.settled(run.id);
}
