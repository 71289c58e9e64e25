import * as suture from 'suture/steps';

/** Has PHP-FPM replace each of a pool's workers after so many requests. */
export default suture.defineStep({
  summary: "replace a pool's workers after so many requests",
  arguments: {
    pool: { takes: 'text', about: "the pool's name", required: 'always' },
    after: { takes: 'number', from: 1, about: 'how many requests: 500', required: 'always' },
  },
  plan: ({ world, with: given }) => {
    const name = suture.textArgument(given, 'pool');
    const after = suture.numberArgument(given, 'after');
    if (name === null || after === null) return suture.refused('a pool and a number are needed');
    const { fpm } = world.facts;
    const pool = suture.poolsOf(fpm.state === 'known' ? fpm.value : []).find((each) => each.name === name);
    if (pool === undefined) return suture.refused(`there is no pool ${name}`);
    if (pool.unit === null) return suture.refused(`no unit runs the pool ${name}`);
    const edit = suture.draftEdit(world, pool.place.file, `[${name}] pm.max_requests = ${after}`, (text) =>
      suture.setPoolOption(text, name, 'pm.max_requests', String(after)),
    );
    const reload = suture.draftService(world, pool.unit, 'reload');
    if (reload.kind !== 'draft') return suture.refused(`${pool.unit} can't be reloaded`);
    return suture.changesIf(edit, 'it is so already', suture.draftFpmGate(world, pool.unit), reload.change);
  },
});
