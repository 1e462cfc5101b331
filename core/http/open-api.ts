import { z } from 'zod';
import { openAiErrorSchema, type Endpoint } from '../contract/index.ts';

/** OpenAPI 3.1, made from the contract's table so that it cannot differ from what is served. */
export function openApiDocument(endpoints: Record<string, Endpoint>, version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, endpoint] of Object.entries(endpoints)) {
    const parameters = [
      ...[...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...Object.entries(endpoint.query?.shape ?? {}).map(([name, schema]) => ({ name, in: 'query', required: !z.safeParse(schema as z.ZodType, undefined).success, schema: jsonSchema(schema as z.ZodType, 'input') })),
    ];
    const form = { type: 'object', properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } }, required: ['file'] };
    const requestBody = endpoint.takes === 'form' ? { required: true, content: { 'multipart/form-data': { schema: form } } }
      : endpoint.body ? { required: true, content: { 'application/json': { schema: jsonSchema(endpoint.body, 'input') } } } : undefined;
    const keyed = endpoint.path.startsWith('/v1/');
    const type = endpoint.answers === 'lines' ? 'application/x-ndjson' : endpoint.answers === 'file' ? 'application/octet-stream' : 'application/json';
    (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = {
      operationId, summary: endpoint.summary, parameters, ...(requestBody ? { requestBody } : {}), ...(keyed ? { security: [{ key: [] }] } : {}),
      responses: {
        200: { description: 'Done', content: { [type]: { schema: endpoint.answers === 'file' ? {} : jsonSchema(endpoint.response, 'output') }, ...(endpoint.streams ? { 'text/event-stream': { schema: jsonSchema(endpoint.streams, 'output') } } : {}) } },
        default: { description: 'What went wrong', content: { 'application/json': { schema: { $ref: `#/components/schemas/${keyed ? 'OpenAiError' : 'Error'}` } } } },
      },
    };
  }
  const error = jsonSchema(z.object({ error: z.object({ code: z.string(), message: z.string() }) }), 'output');
  return { openapi: '3.1.0', info: { title: 'Sprout', version }, paths, components: { schemas: { Error: error, OpenAiError: jsonSchema(openAiErrorSchema, 'output') }, securitySchemes: { key: { type: 'http', scheme: 'bearer' } } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
