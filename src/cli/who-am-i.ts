import { hostname, userInfo } from 'node:os';

/** `user@machine`, for locks and journals; behind sudo the person who called it. */
export function whoAmI(): string {
  const { SUDO_USER: caller } = process.env;
  return `${caller !== undefined && caller !== '' ? caller : userInfo().username}@${hostname()}`;
}
