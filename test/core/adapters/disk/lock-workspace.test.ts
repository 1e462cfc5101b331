import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { execPath, pid } from 'node:process';
import { describe, expect, it } from 'vitest';
import { lockWorkspace } from '../../../../core/adapters/disk/index.ts';
import { newFolder } from '../../../support/new-folder.ts';

describe('the workspace lock', () => {
  it('lets one holder in at a time, and says who', () => {
    const folder = newFolder();
    const lock = lockWorkspace(folder);
    expect(() => lockWorkspace(folder)).toThrow(expect.objectContaining({ code: 'workspace-busy', fields: { pid: String(pid) } }));
    lock.release();
    lock.release();
    lockWorkspace(folder).release();
  });

  it('is free again after its process was killed', async () => {
    const folder = newFolder();
    const door = join(import.meta.dirname, '../../../../core/adapters/disk/index.ts');
    const script = `const { lockWorkspace } = await import(${JSON.stringify(door)}); lockWorkspace(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000);`;
    const child = spawn(execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(() => lockWorkspace(folder)).toThrow(expect.objectContaining({ code: 'workspace-busy', fields: { pid: String(child.pid) } }));
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockWorkspace(folder).release();
  });
});
