import { Command, Option } from 'commander';
import about from '../../package.json' with { type: 'json' };
import type { ApplyCommandOptions } from './commands/apply.ts';
import type { BundleOptions } from './commands/bundle.ts';
import type { CausesOptions } from './commands/causes.ts';
import type { CheckOptions } from './commands/check.ts';
import type { HistoryOptions } from './commands/history.ts';
import type { InventoryViews } from './commands/inventory.ts';
import type { RollbackOptions } from './commands/rollback.ts';
import type { RunOptions } from './commands/run.ts';
import type { SettleOptions } from './commands/settle.ts';
import type { TrustOptions } from './commands/trust.ts';
import { endWith, failWith } from './end.ts';
import {
  duration,
  type FleetOptions,
  planHash,
  rerun,
  seconds,
  withFleetOptions,
  withInventoryOptions,
} from './fleet-options.ts';
import { writeOut } from './write-out.ts';

// Whatever its modes keep from others, the owner gets: a stranger umask would leave a run's record nobody can read.
process.umask(process.umask(0o077) & 0o077);

const program = new Command('suture')
  .description('Finds why nginx and PHP-FPM answer 502 across a fleet, repairs it, verifies, and can take it back')
  .version(about.version)
  .configureOutput({ writeOut })
  .showHelpAfterError('(--help tells more)')
  .exitOverride();

withFleetOptions(program.command('check').description('look and judge; never writes'))
  .option('--facts <file>', 'judge what `suture facts` or `suture bundle` recorded, and contact nobody')
  .action(async (options: CheckOptions) => endWith((await import('./commands/check.ts')).check(options)));

withFleetOptions(
  program
    .command('facts')
    .description("record one host's facts, for check --facts")
    .argument('<host>', 'a host of the inventory'),
).action(async (host: string, options: FleetOptions) =>
  endWith((await import('./commands/facts.ts')).facts(host, options)),
);

withFleetOptions(
  program
    .command('run')
    .description('look, judge, plan, apply, verify')
    .argument('<playbook>', 'a file, or the name of a playbook that comes with Suture: fix-502'),
)
  .option('-C, --check', 'dry run: plan and rehearse, change nothing')
  .option('-D, --diff', 'show a unified diff of each file that changes')
  .option('-y, --yes', "don't ask")
  .addOption(new Option('--step', 'ask for each host, one after the other').conflicts(['yes', 'check']))
  .addOption(confirmWithin())
  .addOption(
    new Option('--approve <cause>', 'also apply remedies of level approve for this cause; repeatable; all').argParser(
      (cause: string, before: readonly string[] | undefined) => [...(before ?? []), cause],
    ),
  )
  .option('-t, --tags <tags>', 'only steps with one of these tags, with commas between; repeatable', words)
  .option('--skip-tags <tags>', 'no step with one of these tags', words)
  .option('--rerun <what>', "failed[:RUN]: only the hosts that didn't end well in that run, or the last", rerun)
  .option('--save-plan <file>', 'with --check: keep the plan that was shown, for `suture apply`')
  .option('--sign <key>', 'with --save-plan: sign it by this ssh key, as ssh-keygen -Y sign does; FILE.sig')
  .option('--expires-in <t>', 'how long a saved plan may be applied: 90s, 15m, 2h, 1d', duration, 86_400)
  .action(async (playbook: string, options: RunOptions) =>
    endWith((await import('./commands/run.ts')).run(playbook, options)),
  );

withFleetOptions(
  program
    .command('apply')
    .description('apply a saved plan exactly; refuse it where it is stale')
    .argument('<file>', 'the plan, as `suture run --check --save-plan` made it'),
)
  .option('-C, --check', 'dry run: say whether the plan still fits, change nothing')
  .option('-D, --diff', 'show a unified diff of each file that changes')
  .option(
    '--signed-by <file>',
    'only if somebody in this file of allowed signers (ssh-keygen(1)) has signed it: FILE.sig',
  )
  .option('-y, --yes', "don't ask")
  .addOption(new Option('--step', 'ask for each host, one after the other').conflicts(['yes', 'check']))
  .option('--approve <hash>', "don't ask, if it is this plan: its hash, or the first 8 digits or more", planHash)
  .addOption(confirmWithin())
  .action(async (file: string, options: ApplyCommandOptions) =>
    endWith((await import('./commands/apply.ts')).apply(file, options)),
  );

withFleetOptions(
  program
    .command('rollback')
    .description('take a run back')
    .argument('<run>', 'the run, as `suture history` names it; or last'),
)
  .option('-C, --check', 'dry run: say what would be restored, change nothing')
  .option('--force', 'restore files that somebody changed since, keeping their version aside')
  .option('-y, --yes', "don't ask")
  .action(async (run: string, options: RollbackOptions) =>
    endWith((await import('./commands/rollback.ts')).rollback(run, options)),
  );

for (const [name, description] of [
  ['undo', 'settle what a run left open, by undoing it; leaves alone what was confirmed'],
  ['confirm', 'settle what a run left open, by keeping it as it is'],
] as const) {
  const command = withFleetOptions(
    program.command(name).description(description).argument('<run>', 'the run, as `suture history` names it; or last'),
  );
  if (name === 'undo') command.option('--force', 'undo over what somebody changed since, keeping their version aside');
  command.action(async (run: string, options: SettleOptions) =>
    endWith((await import('./commands/settle.ts')).settle(name, run, options)),
  );
}

withOutput(program.command('history').description('what was done, by whom').argument('[run]', 'only this run')).action(
  async (run: string | undefined, options: HistoryOptions) =>
    endWith((await import('./commands/history.ts')).history(run, options)),
);

withOutput(
  program
    .command('show')
    .description('a run in full: what was found, what was changed, with what diff')
    .argument('<run>', 'the run, or last')
    .argument('[host]', 'only this host'),
).action(async (run: string, host: string | undefined, options: HistoryOptions) =>
  endWith((await import('./commands/show.ts')).show(run, host, options)),
);

program
  .command('lint')
  .description('all mistakes of a playbook at once; contacts nobody')
  .argument('<playbook>', 'a file, or the name of a playbook that comes with Suture')
  .action(async (playbook: string) => endWith((await import('./commands/lint.ts')).lint(playbook)));

program
  .command('bundle')
  .description("pack a run's plans, diffs, outcomes and evidence into one file that is safe to share")
  .argument('<run>', 'the run, as `suture history` names it; or last')
  .option('--out <file>', 'write to this new file instead of stdout')
  .option('--state-dir <dir>', 'where runs and their journals are kept (default: $SUTURE_STATE_DIR)')
  .action(async (run: string, options: BundleOptions) =>
    endWith((await import('./commands/bundle.ts')).bundle(run, options)),
  );

withInventoryOptions(program.command('inventory').description('what the inventory says, as Ansible prints it'))
  .option('--list', 'all of it, as JSON')
  .option('--graph', 'groups and hosts as a tree')
  .option('--host <name>', 'one host’s vars, as JSON')
  .option(
    '--playbook-dir <folder>',
    'count the group_vars/ and host_vars/ of this folder too, as a playbook there would',
  )
  .action(async (options: InventoryViews) => endWith((await import('./commands/inventory.ts')).inventory(options)));

withFleetOptions(program.command('trust').description("show hosts' keys that known_hosts doesn't know, and pin them"))
  .option('-y, --yes', "don't ask")
  .action(async (options: TrustOptions) => endWith((await import('./commands/trust.ts')).trust(options)));

program
  .command('explain')
  .description('one page on a cause')
  .argument('<cause>', 'as `suture causes` lists it')
  .action(async (cause: string) => endWith((await import('./commands/explain.ts')).explain(cause)));

withOutput(program.command('causes').description('the causes that Suture can name')).action(
  async (options: CausesOptions) => endWith((await import('./commands/causes.ts')).causes(options)),
);

function withOutput(command: Command): Command {
  return command
    .addOption(new Option('-o, --output <format>', 'what stdout carries').choices(['human', 'json']).default('human'))
    .option('--state-dir <dir>', 'where runs and their journals are kept (default: $SUTURE_STATE_DIR)');
}

function confirmWithin(): Option {
  const about = "seconds until a host that hears nothing more undoes by itself (default: the play's, or 120)";
  return new Option('--confirm-within <s>', about).argParser(seconds);
}

/** Words with commas between, over all times that an option is given. */
function words(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...text.split(',').flatMap((word) => word.trim() || [])];
}

program.parseAsync().catch(failWith);
