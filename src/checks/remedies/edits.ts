import type { Remedy } from '../finding.ts';

/** Whether a remedy edits a file, or makes nginx read its own again. */
export const editsOrReloadsNginx = ({ step, with: args }: Remedy, nginxUnit: string | null): boolean =>
  step === 'realign_fastcgi_pass' ||
  step === 'set_listen_owner' ||
  step === 'set_pool_option' ||
  step === 'move_socket' ||
  step === 'set_nginx_directive' ||
  (step === 'service' && nginxUnit !== null && args['unit'] === nginxUnit);
