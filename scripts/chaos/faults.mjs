import { attack, bringAttacker, endAttack } from './attacker.mjs';
import { DIRECTIONS } from './way.mjs';

const conf = '/etc/nginx/conf.d/broken.conf';

const killShell = ({ host }) =>
  host.ask(`for pid in $(readlink /var/lib/suture/tx/*/undoer | sed 's/:.*//') $(sed -n 's/^pid=//p' /var/lib/suture/lock/owner); do
      kill -KILL "$pid" && break
    done`);

/**
 * What is done to a run at one moment. `act` does it, and `next` something more at a later command. Then the run goes on,
 * and once the runner has ended `lift` takes the hindrance away, as time or a person would. `prepare` makes the host such
 * that the fault is possible.
 */
export const faults = [
  { name: 'kill the runner', act: ({ runner }) => runner.kill('SIGKILL'), sides: ['before', 'torn', 'after'] },
  { name: 'interrupt the runner', act: ({ runner }) => runner.kill('SIGINT') },
  { name: 'reset the connection', act: ({ host }) => host.way.cut() },
  ...Object.entries(DIRECTIONS).flatMap(([which, directions]) => [
    {
      name: `lose the way (${which})`,
      act: ({ host }) => host.way.swallow(directions),
      lift: ({ host }) => host.way.restore(),
    },
    {
      name: `lose the way for 3 s (${which})`,
      act: ({ host }) => {
        host.way.swallow(directions);
        setTimeout(host.way.restore, 3000);
      },
    },
  ]),
  {
    name: 'freeze sshd',
    act: ({ host }) => host.ask(`pkill -STOP -f '^sshd: ops'`),
    lift: ({ host }) => host.ask(`pkill -CONT -f '^sshd: ops'`),
  },
  {
    name: 'freeze sshd for 3 s',
    act: ({ host }) => host.ask(`pkill -STOP -f '^sshd: ops'; sleep 3 && pkill -CONT -f '^sshd: ops' &`),
  },
  {
    name: 'kill the shell on the host',
    act: killShell,
    moments: ['command'],
  },
  {
    name: 'restart the host',
    act: ({ host }) => host.restart(),
    suits: ({ outlivesBoot }) => outlivesBoot,
  },
  {
    name: 'kill the runner, then the shell on the host',
    act: ({ runner }) => runner.kill('SIGKILL'),
    next: killShell,
  },
  {
    name: 'kill the runner, then restart the host',
    act: ({ runner }) => runner.kill('SIGKILL'),
    next: ({ host }) => host.restart(),
    suits: ({ outlivesBoot }) => outlivesBoot,
  },
  {
    name: 'kill the shell on the host, then the undo',
    act: killShell,
    next: killShell,
    moments: ['command'],
  },
  {
    name: "fill the disk of Suture's folder",
    prepare: 'mkdir -m 700 /var/lib/suture && mount -t tmpfs -o size=4m,mode=700 none /var/lib/suture',
    act: ({ host }) => host.ask('cat /dev/zero >/var/lib/suture/filler'),
    lift: ({ host }) => host.run('rm -f /var/lib/suture/filler'),
    moments: ['command'],
  },
  {
    name: 'fill the disk of the configuration',
    prepare: `for folder in /etc/nginx /etc/php; do
        cp -a $folder /root/was && mount -t tmpfs -o size=4m,mode=755 none $folder && cp -a /root/was/. $folder && rm -r /root/was
      done`,
    act: ({ host }) => host.ask('for folder in /etc/nginx /etc/php; do cat /dev/zero >$folder/filler; done'),
    lift: ({ host }) => host.run('rm -f /etc/nginx/filler /etc/php/filler'),
    moments: ['command'],
  },
  {
    name: 'have www-data attack',
    get prepare() {
      return bringAttacker();
    },
    act: attack,
    lift: endAttack,
  },
  {
    name: "make nginx's test fail",
    act: ({ host }) => host.run(`echo 'no such directive;' >${conf}`),
    lift: ({ host }) => host.run(`rm -f ${conf}`),
  },
  {
    name: 'edit the file in place',
    act: ({ host, scenario: { edits } }) => host.run(`echo '${edits.remark}' >>${edits.path}`),
    suits: ({ edits }) => edits !== null,
    edits: true,
  },
  {
    name: 'put another file in its place',
    act: ({ host, scenario: { edits } }) => host.run(`sed -i '$ a ${edits.remark}' ${edits.path}`),
    suits: ({ edits }) => edits !== null,
    edits: true,
  },
  {
    name: 'start a second runner',
    act: ({ second }) => second(),
  },
  {
    name: 'make a reload hang',
    act: ({ host }) =>
      host.run(`for unit in nginx php8.2-fpm; do
          mkdir -p /run/systemd/system/$unit.service.d
          printf '[Service]\\nExecReload=\\nExecReload=/bin/sleep 600\\nTimeoutStartSec=20\\n' >/run/systemd/system/$unit.service.d/hang.conf
        done
        systemctl daemon-reload`),
    // What hangs at that moment would hang for the units' own time from now on.
    lift: ({ host }) =>
      host.run(`rm -r /run/systemd/system/*.service.d/hang.conf; systemctl daemon-reload
        pkill -f '^/bin/sleep 600' || :`),
  },
  {
    name: 'make the second look worse',
    act: ({ host }) =>
      host.run(`mv /var/www/html/index.php /root/; echo '<?php exit(1 / 0);' >/var/www/html/index.php`),
    // PHP looks again for a changed file only after two seconds (opcache.revalidate_freq).
    lift: ({ host }) =>
      host.run(`mv /root/index.php /var/www/html/
        for try in $(seq 40); do
          [ "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 500 ] || break
          sleep 0.1
        done`),
  },
  {
    name: 'set the clock back',
    act: ({ host }) => host.run(`echo '1 hour ago' >/run/chaos/clock`),
    moments: ['command'],
  },
  {
    name: 'set the clock forward',
    act: ({ host }) => host.run(`echo '1 hour' >/run/chaos/clock`),
    moments: ['command'],
  },
];
