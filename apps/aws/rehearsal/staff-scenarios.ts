import type { AwsWorld } from './aws-world.ts';
import type { StaffName } from './issuer.ts';
import { office } from './people.ts';
import { expectEqual, type Scenario } from './scenario.ts';
import { Sitting } from './sitting.ts';

const status = async (world: AwsWorld, who: StaffName, method: string, path: string, body?: object): Promise<number> =>
  (await office(world, who, method, path, body)).status;

const csvOf = (from: number, rows: number): string =>
  [
    'student number,name,email,work title,unit,finding reference,found on,description',
    ...Array.from(
      { length: rows },
      (_, n) =>
        `i${from + n},Student ${from + n},import${from + n}@student.example.edu,Essay,HIST101,I/${from + n},2040-02-20,Copied.`,
    ),
  ].join('\r\n');

export const staffScenarios: readonly Scenario[] = [
  [
    "a lecturer's report waits for an officer, who confirms it or refuses it",
    async (world) => {
      const confirmed = await Sitting.begin(world, 'lecturer');
      expectEqual('the incident', await confirmed.status(), 'to-be-confirmed');
      await confirmed.act('confirm', { finding: { reference: 'X/confirmed', foundOn: '2040-02-20' } });
      expectEqual('the incident', await confirmed.status(), 'exam-open');
      const refused = await Sitting.begin(world, 'lecturer');
      await refused.act('refuse', { why: 'Quoted all the same.' });
      expectEqual('the incident', await refused.status(), 'withdrawn');
      expectEqual('letters to the student', refused.letters, []);
    },
  ],
  [
    'an import starts an execution for every row, and can be undone before any mail is out',
    async (world) => {
      const { body: job } = await office(world, 'officer', 'POST', '/import', {
        fileName: 'cases.csv',
        csv: csvOf(1, 12),
      });
      expectEqual('good rows', job.good, 12);
      expectEqual('the wish', await status(world, 'officer', 'POST', `/import/${String(job.id)}/run`), 202);
      await world.settle();
      const done = await office(world, 'officer', 'GET', `/import/${String(job.id)}`);
      expectEqual('the import', [done.body.status, done.body.started], ['done', 12]);
      expectEqual('the undoing', await status(world, 'officer', 'POST', `/import/${String(job.id)}/undo`), 202);
      await world.settle();
      const undone = await office(world, 'officer', 'GET', `/import/${String(job.id)}`);
      expectEqual('the import', [undone.body.status, undone.body.withdrawn], ['undone', 12]);
      expectEqual('mail', world.mailbox.of('import1@student.example.edu'), []);
    },
  ],
  [
    'staff read what there is: lists, the dashboard, questions, templates, the audit trail',
    async (world) => {
      const sitting = await Sitting.begin(world);
      const incident = `/incident/${sitting.incidentId}`;
      const reads = [
        '/me',
        '/settings',
        '/dashboard',
        '/incident',
        '/mail',
        '/student',
        '/student/x1',
        '/policy/history',
        '/question',
        '/import',
        '/template',
        '/template/invitation',
        incident,
        `${incident}/executions`,
        `/audit/${sitting.incidentId}`,
        `/audit/${sitting.incidentId}/verify`,
      ];
      for (const path of reads) expectEqual(path, await status(world, 'administrator', 'GET', path), 200);
      await sitting.act('notes', { text: 'Spoke to her.' });
      const code = await office(world, 'officer', 'POST', `${incident}/issue-code`, { identityCheck: 'Student card.' });
      expectEqual('a code by hand', code.status, 200);
      const rows = Array.from({ length: 60 }, (_, n) => `d${n},Student ${n},d${n}@student.example.edu,2`);
      const students = ['student number,name,email,extra days', ...rows].join('\n');
      expectEqual(
        'students',
        await status(world, 'officer', 'POST', '/student/import', { csv: students, fileName: 's.csv' }),
        200,
      );
    },
  ],
  [
    'the edge refuses what is wrong, in the words of the API document',
    async (world) => {
      const bad = await office(world, 'reporter', 'POST', '/incident', { student: {} });
      expectEqual('a report without its fields', [bad.status, bad.code], [400, 'invalid-input']);
      const nobody = await world.ask({ method: 'GET', path: '/api/incident', viewer: '198.51.100.3' });
      expectEqual('a call without a token', nobody.status, 401);
      const forged = { authorization: `Bearer ${world.token('officer')}x` };
      const stranger = await world.ask({
        method: 'GET',
        path: '/api/incident',
        viewer: '198.51.100.3',
        headers: forged,
      });
      expectEqual('a call with a forged token', stranger.status, 401);
      expectEqual('an unknown address', await status(world, 'officer', 'GET', '/nothing-here'), 404);
      const strange = await office(world, 'lecturer', 'GET', '/mail');
      expectEqual('what a lecturer may not', strange.status, 403);
    },
  ],
  [
    'an evidence file is kept, read and removed',
    async (world) => {
      const sitting = await Sitting.begin(world);
      const path = `/incident/${sitting.incidentId}`;
      await sitting.act('evidence', { name: 'scan.txt', content: Buffer.from('A scan.').toString('base64') });
      const { body } = await office(world, 'officer', 'GET', path);
      const [file] = body.evidence as { id: string; name: string }[];
      expectEqual('the file', file?.name, 'scan.txt');
      expectEqual('reading it', await status(world, 'officer', 'GET', `${path}/evidence/${file?.id}`), 200);
      await world.expectingErrors(async () => {
        world.loseFiles();
        const gone = await status(world, 'officer', 'GET', `${path}/evidence/${file?.id}`);
        expectEqual('reading a file that is gone is no success', gone >= 400, true);
      });
      await sitting.act('remove-evidence', { evidenceId: file?.id, why: 'Not hers.' });
      expectEqual('reading it then', await status(world, 'officer', 'GET', `${path}/evidence/${file?.id}`), 404);
    },
  ],
];
