/** Repairs hosts by `fix-502`, then with all approved; what is wrong with how each ended, in a few words. */
export async function treat(fleet, patients) {
  const names = patients.map(({ host }) => host);
  const runs = [[], ['--approve', 'all']].map((more) => fleet.suture(names, 'run', 'fix-502', '--yes', ...more));
  return Promise.all(
    patients.map(async ({ host, fault: { reported } }) => {
      const outcome = outcomeOf(
        runs.map((hosts) => hosts.find((each) => each.host === host)?.status ?? 'nothing said'),
      );
      const sees = await fleet.ask(host, reported.asked);
      return [
        ...(reported.outcomes.includes(outcome) ? [] : [`${outcome}, not ${reported.outcomes.join(' or ')}`]),
        ...(reported.then.includes(sees) ? [] : [`then ${sees}, not ${reported.then.join(' or ')}`]),
      ];
    }),
  );
}

function outcomeOf([first, second]) {
  if (first === 'changed') return 'repaired';
  if (second === 'changed') return 'repaired if approved';
  return [first, second].find((status) => status !== 'refused' && status !== 'ok') ?? 'left alone';
}
