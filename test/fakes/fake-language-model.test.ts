import { languageModelSuite } from '../ports/language-model.ts';
import { FakeLanguageModel } from './fake-language-model.ts';

languageModelSuite('the fake', () => {
  const model = new FakeLanguageModel();
  model.pieces = ['to', 'ld'];
  return Promise.resolve(model);
});
