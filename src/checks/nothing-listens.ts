import { defineCheck, type FindingDraft } from './define-check.ts';
import { processEvidence } from './evidence/evidence.ts';
import { nginxMaster } from './state/nginx-state.ts';

/** nginx runs, and takes requests nowhere: its files have no site, so whoever asks is refused. */
export const nothingListens = defineCheck({
  cause: 'nothing-listens',
  station: 'nginx',
  level: 'manual',
  severity: 'critical',
  title: 'nginx runs and listens nowhere',
  reads: ['nginx', 'sites', 'processes', 'tcpListeners', 'unixListeners'],
  run: ({ nginx, sites, processes, tcpListeners, unixListeners }): readonly FindingDraft[] => {
    const master = nginxMaster(processes);
    if (master === undefined || sites.length > 0) return [];
    const own = new Set(processes.filter(({ program }) => program === 'nginx').map(({ pid }) => pid));
    const isOwn = ({ pid, process }: { readonly pid: number | null; readonly process: string | null }): boolean =>
      process === 'nginx' || (pid !== null && own.has(pid));
    if (tcpListeners.some((each) => isOwn(each) || WEB.has(each.port)) || unixListeners.some(isOwn)) return [];
    return [
      {
        subject: 'nginx',
        message: `nginx runs and listens nowhere: ${nginx.configPath} and what it includes have no server block, and nobody answers on ports 80 and 443`,
        evidence: [
          processEvidence(master),
          { source: nginx.configPath, line: 1, text: `${nginx.files.length} files, no server block`, at: null },
        ],
        remedy: null,
        whyNoRemedy:
          'which site should be here nobody on the host knows; see what was removed from sites-enabled or conf.d',
        sites: [],
      },
    ];
  },
});

const WEB: ReadonlySet<number> = new Set([80, 443]);
