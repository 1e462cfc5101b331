import type { Problem } from '../../contract/index.ts';

/** What the core answered in place of a result; its message is in the caller's language already. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  get code(): string { return this.problem.code; }

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
