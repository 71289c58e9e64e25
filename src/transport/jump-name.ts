import type { JumpHost } from '../inventory/inventory.ts';
import type { SessionError } from './session.ts';
import { whereIs } from './wire.ts';

/** What people are told of a jump host by. */
export const jumpName = (jump: JumpHost): string => `the jump host ${jump.user}@${whereIs(jump)}`;

/** What went wrong on the way to a jump host, so that it names that hop. */
export function atJump(jump: JumpHost, error: SessionError): SessionError {
  const where = whereIs(jump);
  const message = error.message.startsWith(`${where}: `) ? error.message.slice(where.length + 2) : error.message;
  return { ...error, message: `${jumpName(jump)}: ${message}` };
}
