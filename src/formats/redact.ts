import { redactArguments } from './secrets/call-arguments.ts';
import { redactAssigned } from './secrets/assigned-values.ts';
import { redactCommandLines } from './secrets/command-lines.ts';
import { redactEnvironments } from './secrets/environments.ts';
import { redactIniValues } from './secrets/ini-values.ts';
import { redactNginx } from './secrets/nginx-values.ts';
import { redactPrivateKeys } from './secrets/private-keys.ts';
import { redactQueries } from './secrets/query-strings.ts';
import { isSecretName } from './secrets/secret-name.ts';
import { redactElements, redactSignIns } from './secrets/sign-ins.ts';
import { redactTold } from './secrets/told-secrets.ts';
import { redactTokens } from './secrets/tokens.ts';

export { stripControl } from './strip-control.ts';

/**
 * Replaces what looks like a password, token or private key: by its shape, by the name that it goes by in whatever syntax,
 * and by the place where it stands. Keeps every line, so that diffs can go through it. Takes time in proportion to the text,
 * whatever is in it: a host could hold up the others else.
 */
export const redactSecrets = (text: string): string => PASSES.reduce((done, pass) => pass(done), text);

/**
 * The same for a command: what a shell would run is never taken for a part of a secret, or it could hide in one from whoever is
 * to approve it. So each piece between the signs that begin a command is redacted by itself.
 */
export const redactCommand = (command: string): string =>
  command
    .split(/(\$\(|[`;|&<>(){}\n])/)
    .map((piece, index) => (index % 2 === 1 ? piece : redactSecrets(piece)))
    .join('');

const PASSES: readonly ((text: string) => string)[] = [
  redactTold,
  redactPrivateKeys,
  redactTokens,
  redactSignIns,
  redactArguments,
  redactIniValues,
  redactEnvironments,
  redactNginx,
  redactQueries,
  (text) => redactElements(text, isSecretName),
  redactAssigned,
  redactCommandLines,
];
