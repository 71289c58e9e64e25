import type { Become } from '../inventory/inventory.ts';
import { programOf } from './become/become-methods.ts';
import type { Answer, SessionError } from './session.ts';

/** More output than is taken, in bytes. */
export const tooLarge = (maxOutputBytes: number): SessionError => ({
  reason: 'output-too-large',
  message: `the host printed more than ${maxOutputBytes} bytes`,
  hint: null,
});

/** The time is over, in seconds; the host has ended the script, or should have. */
export const tooSlow = (seconds: number): SessionError => ({
  reason: 'exec-timeout',
  message: `the script did not end within ${seconds} s`,
  hint: null,
});

/** The session ended, and nobody knows how the script did. */
export const noStatus: SessionError = {
  reason: 'exec-failed',
  message: 'the host ended the script without an exit status',
  hint: null,
};

/** No shell took the script: neither the login's, nor the one of whom to become. */
export const neverReady = (become: Become | null, seconds: number): SessionError =>
  become !== null
    ? {
        reason: 'become-refused',
        message: `${programOf(become)} neither started a shell nor asked for a password within ${seconds} s`,
        hint: 'its PAM setup may ask with words of its own, which Suture does not answer',
      }
    : { reason: 'exec-timeout', message: `the login shell did not start sh within ${seconds} s`, hint: null };

/** `timeout` exits 124, or dies of KILL itself; a script may do so too, but not at that very moment. */
export function wasEndedByTimeout(
  { exitCode, signal }: Pick<Answer, 'exitCode' | 'signal'>,
  ms: number,
  seconds: number,
) {
  const told = exitCode === 124 || exitCode === 137 || exitCode === 143 || signal === 'SIGKILL' || signal === 'SIGTERM';
  return told && ms >= seconds * 1000 - 100;
}
