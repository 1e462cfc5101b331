import { SproutError, type ChatCompletionRequest, type OpenAiTool } from '../../contract/index.ts';
import type { Tool } from '../../ports/language-model.ts';

/** What a request's tools and answer format come to: what the model is told, and what it is held to. */
export interface Shape {
  readonly tools: readonly Tool[];
  /** The text keeps to this JSON Schema. */
  readonly jsonSchema?: object;
}

/** @throws SproutError tool-unknown, input-invalid. */
export function shapeOf({ tools, tool_choice: choice, response_format: format }: ChatCompletionRequest): Shape {
  const given = (tools ?? []).map(toTool);
  const answer = format?.type === 'json_schema' ? format.json_schema.schema : format?.type === 'json_object' ? { type: 'object' } : undefined;
  if (given.length === 0 && choice && choice !== 'none' && choice !== 'auto') throw new SproutError('input-invalid', { reason: 'tool_choice wants a call, and there are no tools', param: 'tool_choice' });
  if (given.length === 0 || choice === 'none') return { tools: [], ...(answer ? { jsonSchema: answer } : {}) };
  if (choice === 'required') return { tools: given, jsonSchema: oneOf(given.map(callSchema)) };
  if (choice && choice !== 'auto') {
    const wanted = given.filter(({ name }) => name === choice.function.name);
    if (wanted.length === 0) throw new SproutError('tool-unknown', { name: choice.function.name, param: 'tool_choice' });
    return { tools: given, jsonSchema: oneOf(wanted.map(callSchema)) };
  }
  // A call or an answer in the format: both are JSON, and the grammar lets the model choose.
  return { tools: given, ...(answer ? { jsonSchema: oneOf([answer, ...given.map(callSchema)]) } : {}) };
}

const toTool = ({ function: { name, description, parameters } }: OpenAiTool): Tool => ({ name, ...(description === undefined ? {} : { description }), ...(parameters ? { parameters } : {}) });

function callSchema({ name, parameters }: Tool): object {
  return { type: 'object', properties: { name: { const: name }, arguments: withReferencesAt(withObject(parameters), '/properties/arguments') }, required: ['name', 'arguments'] };
}

/** Arguments are an object, also where the schema does not say so. */
const withObject = (parameters: object | undefined): object => ({ type: 'object', ...parameters });

const oneOf = (schemas: readonly object[]): object => ({ anyOf: schemas.map((schema, at) => withReferencesAt(schema, `/anyOf/${at}`)) });

/** A schema that becomes a part of another: its references begin at its new place. */
function withReferencesAt(schema: object, place: string): object {
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, name === '$ref' && typeof inner === 'string' && inner.startsWith('#') ? `#${place}${inner.slice(1)}` : moved(inner)]));
  };
  return moved(schema) as object;
}
