/**
 * A place in an object that Helm fills in from values.yaml. One source gives both: the template, where it becomes `{{ … }}`, and the rendered object, where it becomes the value itself.
 * In the object it is a text that no YAML writes differently.
 */
export type Values = { readonly [name: string]: Value };
export type Value = string | number | boolean | readonly Value[] | Values;

type Kind = 'text' | 'number' | 'json';
const mark = /zz(text|number|json|release)0([A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)0zz/g;
const whole = new RegExp(`^${mark.source}$`);

const reference = (kind: Kind, path: string): string => `zz${kind}0${path.replaceAll('.', '_')}0zz`;
/** A text, also of a number. @param path in values.yaml, `gateway.port`; its names hold no underscore. */
export const text = (path: string): string => reference('text', path);
/** Its type is the field's, whatever stands there until it is filled in. */
export const number = (path: string): number => reference('number', path) as unknown as number;
/** A list or an object as a whole. */
export const json = <Shape = Values>(path: string): Shape => reference('json', path) as unknown as Shape;
/** The name that the owner installs the chart under. */
export const release = 'zzrelease00zz';

/** How Helm is told. Within a longer text quoting is the text's own. */
function asTemplate(kind: string, path: string, alone: boolean): string {
  const value = kind === 'release' ? '.Release.Name' : `.Values.${path.replaceAll('_', '.')}`;
  if (kind === 'json') return `{{ toJson ${value} }}`;
  return alone && kind !== 'number' ? `{{ ${value} | quote }}` : `{{ ${value} }}`;
}

/** @param yaml with marks in it: one that is a whole value stands there without quotes, one in a longer text within double quotes. */
export function toTemplate(yaml: string): string {
  return yaml.replaceAll(mark, (found, kind: string, path: string, at: number) => {
    const alone = /\s/.test(yaml[at - 1] ?? '\n') && /[\s:]/.test(yaml[at + found.length] ?? '\n');
    return asTemplate(kind, path, alone);
  });
}

/** The object with the values in their places. @throws Error for a value that is not there. */
export function fill(node: unknown, values: Values, name: string): unknown {
  if (Array.isArray(node)) return node.map((item) => fill(item, values, name));
  if (typeof node === 'object' && node !== null) return Object.fromEntries(Object.entries(node).map(([key, value]) => [fillText(key, values, name), fill(value, values, name)]));
  return typeof node === 'string' ? fillText(node, values, name) : node;
}

function fillText(node: string, values: Values, name: string): unknown {
  const alone = whole.exec(node);
  if (alone) return valueOf(alone[1] ?? '', alone[2] ?? '', values, name);
  return node.replaceAll(mark, (_, kind: string, path: string) => String(valueOf(kind, path, values, name)));
}

function valueOf(kind: string, path: string, values: Values, name: string): Value {
  if (kind === 'release') return name;
  let found: Value | undefined = values;
  for (const part of path.split('_')) found = typeof found === 'object' && !Array.isArray(found) ? (found as Values)[part] : undefined;
  if (found === undefined) throw new Error(`values.yaml has no ${path.replaceAll('_', '.')}`);
  return kind === 'text' ? String(found) : found;
}

/** Whether a text holds a mark and something beside it: such a one is written in double quotes. */
export const isMixed = (value: string): boolean => value.search(mark) >= 0 && !whole.test(value);
