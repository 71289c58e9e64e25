/** The folders of src in the order in which data flows; each may import itself and those before it. */
const order = [
  'base',
  'formats',
  'inventory',
  'facts',
  'checks',
  'plan',
  'steps',
  'playbook',
  'transport',
  'collect',
  'apply',
  'run',
  'report',
  'cli',
];

const layers = order.slice(0, -1).map((folder, index) => ({
  name: `${folder}-looks-back-only`,
  comment: `Data flows one way: ${folder} knows nothing of what comes after it.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${order.slice(index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'hands-cannot-judge',
      comment: 'What touches a host only carries out: it must not be able to ask what is wrong, or what would cure it.',
      severity: 'error',
      from: { path: '^src/(transport|collect|apply)/' },
      to: { path: '^src/(checks|steps|playbook)/' },
    },
    {
      name: 'report-hears-events',
      comment:
        'The views know the run by its events and reports alone, so that a recorded run can be shown as a live one.',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/(inventory|plan|steps|playbook|transport|collect|apply)/|^src/run/(?!events|host-report)' },
    },
    {
      name: 'judgement-is-pure',
      comment: 'From base to playbook everything is a function of data: no files, no clock, no network.',
      severity: 'error',
      from: { path: '^src/(base|formats|inventory|facts|checks|plan|steps|playbook)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'judgement-needs-no-packages',
      comment:
        'Only where files are loaded (YAML, schema) and diffs are made does a package help; elsewhere it would hide a side effect.',
      severity: 'error',
      from: {
        path: '^src/(base|formats|inventory|facts|checks|plan|steps|playbook)/',
        pathNot: '^src/(formats/yaml|inventory|playbook|plan/diff)',
      },
      to: { dependencyTypes: ['npm'] },
    },
    {
      name: 'ssh2-in-transport-only',
      comment: 'A second transport must be able to take its place behind the same interface.',
      severity: 'error',
      from: { pathNot: '^src/transport/' },
      to: { path: 'node_modules/(@types/)?ssh2/' },
    },
    {
      name: 'no-circles',
      comment: 'A circle is two files that are one, or one idea too many.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-vague-names',
      comment: 'A place that could hold anything holds everything in the end.',
      severity: 'error',
      from: {},
      to: { path: '/(utils|helpers|common|core|lib|types|constants|manager)(/|[.]ts$)', pathNot: 'node_modules' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
