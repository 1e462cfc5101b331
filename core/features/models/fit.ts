import type { Machine, ModelFit } from '../../contract/index.ts';

/** What of a model decides whether it fits. */
export interface ModelSize { readonly bytes: number; readonly parameters: number; readonly bytesPerToken: number; readonly contextLength: number }

const megabyte = 2 ** 20;
/** Conversation memory that is planned with, in tokens. */
const conversation = 8192;
const workMegabytes = 150;
/** What the system and the owner's other programs need. */
const reservedMegabytes = 2048;
const largestShare = 0.75;
/** About as fast as a person reads. */
const readingSpeed = 8;
const patience = 15;
/** A question with its passages. */
const promptTokens = 1500;
/** Without a measurement: what two plain cores read in a second, per core. */
const presumedBytesPerCore = 5 * 2 ** 30;

/** Whether a model runs on this machine, and what it will feel like. */
export function fitOf(model: ModelSize, machine: Machine): ModelFit {
  const memoryMegabytes = Math.round(model.bytes * 1.05 / megabyte + model.bytesPerToken * Math.min(conversation, model.contextLength) / megabyte + workMegabytes);
  const gpuMegabytes = Math.max(0, ...machine.gpus.map((gpu) => gpu.memoryMegabytes));
  const room = Math.max(Math.min(machine.memoryMegabytes * largestShare, machine.memoryMegabytes - reservedMegabytes), gpuMegabytes * 0.9);
  if (memoryMegabytes > room) return { verdict: 'no', memoryMegabytes };
  const { speed } = machine;
  if (!speed) {
    const guessed = presumedBytesPerCore * machine.cores / 2 / model.bytes;
    return { verdict: guessed >= readingSpeed || model.bytesPerToken === 0 ? 'good' : 'slow', memoryMegabytes };
  }
  const tokensPerSecond = speed.weightBytesPerSecond / model.bytes;
  const secondsToFirstWord = promptTokens * model.parameters / speed.weightsPerSecond;
  const good = model.bytesPerToken === 0 ? secondsToFirstWord < patience : tokensPerSecond >= readingSpeed && secondsToFirstWord <= patience;
  return { verdict: good ? 'good' : 'slow', memoryMegabytes, tokensPerSecond: round(tokensPerSecond), secondsToFirstWord: round(secondsToFirstWord) };
}

const round = (value: number): number => Number(value.toPrecision(2));
