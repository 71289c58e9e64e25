import type { OpenTransaction } from '../../src/facts/open-transaction.ts';
import { NOW } from './host.ts';

/** A transaction that has been applied, and that its host undoes in ten minutes. */
export const transaction = (): OpenTransaction => ({
  id: '20261121T074512Z-k3f9',
  state: 'applied',
  who: 'alice@desk',
  since: '2026-11-21T07:45:14Z',
  atWork: false,
  armed: true,
  firesAt: NOW + 600,
  paths: ['/etc/php/8.2/fpm/pool.d/www.conf'],
  undo: 'roots',
});
