"""Runs Ansible's own commands: loads Ansible once, then forks for each command, which saves most of its slow start.

stdin: a JSON list of argument lists, the command's name first. stdout: a JSON list of [status, stdout, stderr].
"""

import json
import os
import sys
import tempfile

from ansible.cli.adhoc import AdHocCLI
from ansible.cli.inventory import InventoryCLI

CLIS = {"ansible": AdHocCLI, "ansible-inventory": InventoryCLI}


def answer(argv):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            status = 250
            try:
                CLIS[argv[0]].cli_executor(argv)
                status = 0
            except SystemExit as end:
                status = end.code or 0
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        _, ended = os.waitpid(child, 0)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
        return [os.waitstatus_to_exitcode(ended), *texts]


json.dump([answer(argv) for argv in json.load(sys.stdin)], sys.stdout)
