export { createAnswers } from './answers.ts';
export type { Answers, AskRequest } from './answers.ts';
