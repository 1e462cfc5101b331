export { createAnswers } from './answers.ts';
export type { Answers, AskRequest, ChatModels } from './answers.ts';
export { declined, declines } from './declined.ts';
export { answerTokensAtMost, ModelAnswer } from './model-answer.ts';
