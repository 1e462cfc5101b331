import { SproutError } from '../../contract/index.ts';

/** Codes of the connection, not of a statement: https://www.postgresql.org/docs/current/errcodes-appendix.html classes 08, 28, 3D, 53, 57. */
const unreachable = /^(?:08|28|3D|53|57)|^E[A-Z]+$/;

/** What keeps the database from answering, by name, without the address and so without its password; any other failure as it is. */
export function databaseFailure(error: unknown): unknown {
  const code = codeOf(error);
  // The library's error repeats the address, and with it the password.
  if (code === 'ERR_INVALID_URL') return new SproutError('database-unreachable', { reason: 'its address is not valid' });
  if (unreachable.test(code)) return new SproutError('database-unreachable', { reason: code }, { cause: error });
  // pg tells of a lost or late connection in words alone.
  if (error instanceof Error && /connection (?:terminated|timeout)|timeout exceeded/i.test(error.message)) return new SproutError('database-unreachable', { reason: 'no connection' });
  return error;
}

export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
