import { refuses } from '../facts/programs.ts';
import { draftNginxGate } from '../plan/drafts.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';

/**
 * Makes nginx's own verdict on its configuration a condition of the whole transaction, where anything is to change.
 * A configuration that nginx refused beforehand can't judge what the others do; steps that need it sound ask by themselves.
 */
export const testNginx = defineStep({
  name: 'test_nginx',
  summary: 'nginx -t must pass, or everything is undone',
  arguments: {},
  retriable: true,
  plan: ({ world }) => {
    if (world.planned.length === 0) return unchanged('nothing was planned, so there is nothing to test');
    const { nginx } = world.facts;
    if (nginx.state === 'known' && refuses(nginx.value.test)) return unchanged('nginx refused its files before');
    const gate = draftNginxGate(world);
    return gate === null ? refused('there is no nginx to test') : changes(gate);
  },
});
