import { assert } from './assert.ts';
import { command } from './command.ts';
import { copy } from './copy.ts';
import type { Step } from './define-step.ts';
import { file } from './file.ts';
import { httpCheck } from './http-check.ts';
import { lineInFile } from './line-in-file.ts';
import { makeLogDir } from './make-log-dir.ts';
import { makeRuntimeDir } from './make-runtime-dir.ts';
import { moveSocket } from './move-socket.ts';
import { note } from './note.ts';
import { passToPhp } from './pass-to-php.ts';
import { pause } from './pause.ts';
import { realignFastcgiPass } from './realign-fastcgi-pass.ts';
import { removeStaleSocket } from './remove-stale-socket.ts';
import { restoreFolder } from './restore-folder.ts';
import { service } from './service.ts';
import { setListenOwner } from './set-listen-owner.ts';
import { setNginxDirective } from './set-nginx-directive.ts';
import { setPoolListen } from './set-pool-listen.ts';
import { setPoolOption } from './set-pool-option.ts';
import { testFpm } from './test-fpm.ts';
import { testNginx } from './test-nginx.ts';
import { waitFor } from './wait-for.ts';

const STEPS: readonly Step[] = [
  assert,
  removeStaleSocket,
  makeLogDir,
  makeRuntimeDir,
  restoreFolder,
  setListenOwner,
  setPoolOption,
  setNginxDirective,
  moveSocket,
  setPoolListen,
  passToPhp,
  realignFastcgiPass,
  file,
  copy,
  lineInFile,
  testNginx,
  testFpm,
  service,
  command,
  waitFor,
  httpCheck,
  pause,
  note,
];

/** Every step that a playbook can name. */
export const allSteps: ReadonlyMap<string, Step> = new Map(STEPS.map((step) => [step.name, step]));
