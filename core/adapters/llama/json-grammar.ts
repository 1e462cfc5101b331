import { SproutError } from '../../contract/index.ts';

interface Schema { readonly [key: string]: unknown }

const primitives: Readonly<Record<string, string>> = {
  boolean: '("true" | "false")', null: '"null"', integer: '("-"? ([0-9] | [1-9] [0-9]{0,15}))', number: '("-"? ([0-9] | [1-9] [0-9]{0,15}) ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,3})?)',
  string: '("\\"" char* "\\"")',
};
const shared = [
  'char ::= [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\bfnrt/] | "u" [0-9a-fA-F]{4})',
  // A small model left alone writes blank lines for ever.
  'space ::= | " " | "\\n" [ \\t]{0,20}',
  'value ::= object | array | ("\\"" char* "\\"") | ("-"? ([0-9] | [1-9] [0-9]{0,15}) ("." [0-9]{1,16})?) | "true" | "false" | "null"',
  'object ::= "{" space ("\\"" char* "\\"" space ":" space value space ("," space "\\"" char* "\\"" space ":" space value space)*)? "}"',
  'array ::= "[" space (value space ("," space value space)*)? "]"',
];
const deepest = 32;

/**
 * A GBNF grammar of the JSON texts that a JSON Schema allows: objects (properties in the order they are named), arrays, strings, numbers,
 * enumerations, constants, alternatives and references within the schema.
 * @throws SproutError schema-unsupported, naming what it does not know.
 */
export function jsonGrammar(schema: object): string {
  const rules: string[] = [];
  const names = new Map<string, string>();

  function rule(body: string): string {
    const name = `r${rules.length}`;
    rules.push(`${name} ::= ${body}`);
    return name;
  }

  function visit(given: unknown, depth: number): string {
    if (given === true) return 'value';
    if (given === null || typeof given !== 'object') throw unsupported(`"${String(given)}" is not a schema`);
    if (depth > deepest) throw unsupported('it is nested too deeply');
    const node = given as Schema;
    if (typeof node['$ref'] === 'string') return reference(node['$ref'], depth);
    if ('const' in node) return literal(node['const']);
    if (Array.isArray(node['enum'])) return alternatives(node['enum'].map(literal));
    const choices = node['anyOf'] ?? node['oneOf'];
    if (Array.isArray(choices)) return alternatives(choices.map((choice: unknown) => visit(choice, depth + 1)));
    if (Array.isArray(node['allOf'])) return visit(Object.assign({}, ...node['allOf'] as object[], { ...node, allOf: undefined }) as Schema, depth + 1);
    if (Array.isArray(node['type'])) return alternatives(node['type'].map((type: unknown) => visit({ ...node, type }, depth + 1)));
    switch (node['type'] ?? (node['properties'] ? 'object' : node['items'] ? 'array' : undefined)) {
      case undefined: return 'value';
      case 'object': return object(node, depth);
      case 'array': return array(node, depth);
      case 'string': return text(node);
      case 'integer': case 'number': case 'boolean': case 'null': return primitives[String(node['type'])] ?? 'value';
      default: throw unsupported(`type "${String(node['type'])}"`);
    }
  }

  function reference(path: string, depth: number): string {
    const known = names.get(path);
    if (known !== undefined) return known;
    if (!path.startsWith('#')) throw unsupported(`the reference "${path}" leads out of it`);
    const target = path.slice(1).split('/').filter((step) => step !== '').reduce<unknown>((node, step) => (node as Schema | undefined)?.[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')], schema);
    if (target === undefined) throw unsupported(`"${path}" is not in it`);
    const name = `ref${names.size}`;
    names.set(path, name);
    rules.push(`${name} ::= ${visit(target, depth + 1)}`);
    return name;
  }

  function object(node: Schema, depth: number): string {
    const properties = Object.entries((node['properties'] ?? {}) as Record<string, unknown>);
    if (properties.length === 0) return node['additionalProperties'] === false ? '("{" space "}")' : 'object';
    const required = new Set((node['required'] ?? []) as string[]);
    const members = properties.map(([name, value]) => ({ needed: required.has(name), rule: rule(`${quoted(JSON.stringify(name))} space ":" space ${visit(value, depth + 1)} space`) }));
    // rest(i): what may follow when something before i was written; first(i): when nothing was.
    const restFrom = members.map(() => '');
    const firstFrom = members.map(() => '');
    for (let at = members.length - 1; at >= 0; at -= 1) {
      const { needed, rule: member } = members[at] ?? { needed: false, rule: '' };
      const rest = restFrom[at + 1] ?? '';
      restFrom[at] = rule(needed ? `"," space ${member} ${rest}` : `("," space ${member})? ${rest}`);
      const later = firstFrom[at + 1];
      firstFrom[at] = rule(needed ? `${member} ${rest}` : `${member} ${rest} | ${later ?? '""'}`);
    }
    return rule(`"{" space ${firstFrom[0] ?? ''} "}"`);
  }

  function array(node: Schema, depth: number): string {
    const item = rule(visit(node['items'] ?? true, depth + 1));
    const least = Number(node['minItems'] ?? 0);
    const most = node['maxItems'] === undefined ? undefined : Number(node['maxItems']);
    if (most === 0) return '("[" space "]")';
    const more = `("," space ${item} space){${Math.max(0, least - 1)},${most === undefined ? '' : most - 1}}`;
    return rule(least === 0 ? `"[" space (${item} space ${more})? "]"` : `"[" space ${item} space ${more} "]"`);
  }

  function text(node: Schema): string {
    if (node['pattern'] !== undefined) throw unsupported('"pattern" is not supported; say what is wanted in the description');
    if (node['minLength'] === undefined && node['maxLength'] === undefined) return primitives['string'] ?? '';
    return `("\\"" char{${Number(node['minLength'] ?? 0)},${node['maxLength'] === undefined ? '' : Number(node['maxLength'])}} "\\"")`;
  }

  rules.push(`root ::= ${visit(schema, 0)}`);
  return [...rules, ...shared].join('\n');
}

const alternatives = (choices: readonly string[]): string => `(${choices.join(' | ')})`;
const literal = (value: unknown): string => quoted(JSON.stringify(value));
/** A GBNF string. */
const quoted = (json: string): string => `"${json.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
const unsupported = (reason: string): SproutError => new SproutError('schema-unsupported', { reason });
