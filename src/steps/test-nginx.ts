import { draftNginxGate } from '../plan/drafts.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';

/** Makes nginx's own verdict on its configuration a condition of the whole transaction, where anything is to change. */
export const testNginx = defineStep({
  name: 'test_nginx',
  summary: 'nginx -t must pass, or everything is undone',
  arguments: {},
  plan: ({ world }) => {
    if (world.planned.length === 0) return unchanged('nothing was planned, so there is nothing to test');
    const gate = draftNginxGate(world);
    return gate === null ? refused('there is no nginx to test') : changes(gate);
  },
});
