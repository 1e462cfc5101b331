/** The size budget of source files: none over 500 lines, nine in ten at most 300, the median at most 100. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folders = ['core', 'electron', 'renderer', 'scripts', 'bench', 'test'];
const isSource = (path) => /\.(ts|mts|vue|mjs|js|cjs)$/.test(path);
/** Tables of messages are data (STYLE.md, habit 12). */
const isData = (path) => /(-messages|\/i18n\/[\w-]+|\.data)\.ts$/.test(path);

/** @returns one line for each breach, none when all is well. */
export function oversized(root) {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', ...folders], { cwd: root, encoding: 'utf8' });
  const sizes = listed.split('\n').filter((path) => isSource(path) && !isData(path) && existsSync(join(root, path)))
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines);
  const at = (share) => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))]?.lines ?? 0;
  const found = sizes.filter(({ lines }) => lines > 500).map(({ path, lines }) => `${path}: ${lines} lines, over 500`);
  if (at(0.5) > 100) found.push(`the median file has ${at(0.5)} lines, over 100`);
  if (at(0.9) > 300) found.push(`one file in ten has ${at(0.9)} lines or more, over 300`);
  return found;
}
