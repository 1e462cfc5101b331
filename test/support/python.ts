import { execFileSync } from 'node:child_process';
import { env } from 'node:process';

/** A Python with PyTorch, transformers, PEFT and gguf; `SPROUT_PYTHON` names it. */
const candidates = [env['SPROUT_PYTHON'], 'python3', '/usr/bin/python3'].filter((one) => one !== undefined);

function firstThat(code: string): string | undefined {
  return candidates.find((python) => { try { execFileSync(python, ['-c', code], { stdio: 'ignore' }); return true; } catch { return false; } });
}

/** Any Python 3.10 or newer; undefined, and says so, where there is none. */
export function plainPython(): string | undefined {
  const found = firstThat('import sys; sys.exit(sys.version_info < (3, 10))');
  if (found === undefined) console.warn('Skipped: no python3 ≥ 3.10 on this machine.');
  return found;
}

/** One that can run train.py; undefined, and says so, where there is none. */
export function trainingPython(): string | undefined {
  const found = firstThat('import torch, transformers, peft, gguf, numpy');
  if (found === undefined) console.warn('Skipped: no Python with torch, transformers, peft and gguf; set SPROUT_PYTHON to one (pip install -r the requirements.txt of a job).');
  return found;
}

export function runPython(python: string, given: readonly string[], cwd: string): string {
  return execFileSync(python, [...given], { cwd, encoding: 'utf8', env: { ...env, HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', CUDA_VISIBLE_DEVICES: '', OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
}
