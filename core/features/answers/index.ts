export { createAnswers } from './answers.ts';
export type { Answers, AskRequest, ChatModels } from './answers.ts';
export type { Asked } from './follow-up.ts';
export type { Quote } from './quote.ts';
export { quoteAnswer } from './quote-answer.ts';
export { declined, declines } from './declined.ts';
export { answerTokensAtMost, ModelAnswer, passagesAtMost } from './model-answer.ts';
