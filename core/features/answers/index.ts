export { createAnswers } from './answers.ts';
export type { Answers, AskRequest, ChatModels } from './answers.ts';
