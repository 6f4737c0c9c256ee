import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { Schemas } from '../api/context.tsx';
import { duration } from '../format/dates.ts';
import { examWords, invitationWords } from '../format/status-words.ts';
import { topicWords } from '../questions/question-words.ts';
import { Empty } from '../ui/empty.tsx';
import { Status } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';

type Exam = Schemas['ExamView'];
const none = '–';

const closers = {
  student: 'by the student',
  deadline: 'at the deadline, with the answers saved',
  'time-limit': 'when the time was up, with the answers saved',
} as const satisfies Record<NonNullable<Exam['submittedBy']>, string>;

function Result({ exam }: { exam: Exam }) {
  return (
    <SpaceBetween size="xxxs">
      <Status words={examWords(exam)} />
      {exam.submittedAt ? (
        <Box variant="small">
          <When at={exam.submittedAt} /> {exam.submittedBy ? closers[exam.submittedBy] : ''}
        </Box>
      ) : exam.startedAt ? (
        <Box variant="small">
          began <When at={exam.startedAt} />
        </Box>
      ) : null}
      {exam.topicsToStudy && exam.topicsToStudy.length > 0 ? (
        <Box variant="small">To study: {exam.topicsToStudy.map(topicWords).join(', ')}</Box>
      ) : null}
    </SpaceBetween>
  );
}

function Rules({ exam }: { exam: Exam }) {
  const { extraTimePercent, breakMinutes } = exam.adjustments;
  const parts = [
    `${exam.questionCount} questions`,
    `pass mark ${exam.passMarkPercent} %`,
    exam.timeLimitMinutes === undefined ? 'no time limit' : duration(exam.timeLimitMinutes * 60_000),
    ...(extraTimePercent > 0 ? [`${extraTimePercent} % more time`] : []),
    ...(breakMinutes > 0 ? [`${breakMinutes} min of breaks`] : []),
  ];
  return <Box variant="small">{parts.join(' · ')}</Box>;
}

/** The attempts of an incident, with how the student was told of each. */
export const Exams = ({ exams }: { exams: readonly Exam[] }) => (
  <Table
    variant="embedded"
    items={[...exams].sort((a, b) => b.attempt - a.attempt)}
    trackBy="id"
    wrapLines
    enableKeyboardNavigation
    ariaLabels={{ tableLabel: 'Exams' }}
    columnDefinitions={[
      {
        id: 'attempt',
        header: <span className="rs-number">Attempt</span>,
        width: 85,
        isRowHeader: true,
        cell: (exam) => <span className="rs-number">{exam.attempt}</span>,
      },
      { id: 'result', header: 'Result', minWidth: 165, cell: (exam) => <Result exam={exam} /> },
      {
        id: 'score',
        header: <span className="rs-number">Score</span>,
        minWidth: 85,
        cell: (exam) => (
          <span className="rs-number">
            {exam.scorePercent === undefined ? none : `${exam.scorePercent} %`}
            {exam.points === undefined || exam.maxPoints === undefined ? null : (
              <Box variant="small" display="block">
                {exam.points.toLocaleString('en-GB', { maximumFractionDigits: 2 })} of {exam.maxPoints}
              </Box>
            )}
          </span>
        ),
      },
      {
        id: 'deadline',
        header: 'Deadline',
        minWidth: 125,
        cell: (exam) => (
          <>
            <When at={exam.deadline.at} zone={exam.deadline.zone} />
            {exam.deadlineHeld ? (
              <Box variant="small" display="block">
                held: it does not count yet
              </Box>
            ) : null}
          </>
        ),
      },
      {
        id: 'invitation',
        header: 'Student',
        minWidth: 180,
        cell: (exam) => (
          <>
            <Status words={invitationWords(exam.invitation)} />
            {exam.remindersSent.length > 0 ? (
              <Box variant="small" display="block">
                {exam.remindersSent.length === 1 ? '1 reminder sent' : `${exam.remindersSent.length} reminders sent`}
              </Box>
            ) : null}
            <Box variant="small" display="block">
              <Link href={exam.link} external externalIconAriaLabel="Opens in a new tab" fontSize="inherit">
                Their page
              </Link>
            </Box>
          </>
        ),
      },
      { id: 'rules', header: 'Rules', minWidth: 170, cell: (exam) => <Rules exam={exam} /> },
    ]}
    empty={
      <Empty title="No exam yet">
        When the report is confirmed, the workflow schedules the first attempt and writes to the student.
      </Empty>
    }
  />
);
