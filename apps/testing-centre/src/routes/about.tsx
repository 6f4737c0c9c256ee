import {
  type ClosedView,
  type ExamView,
  type StartedView,
  viewExam,
} from '@resit/integrity/use-cases/student/view-exam';
import type { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { type Kit, onTo, page } from '../http/kit.ts';
import type { ForSignedIn } from '../http/signed-in.ts';
import { calendarFile } from '../page/calendar.ts';
import { DeadlineTime } from '../page/deadline.tsx';
import { examPath, Page, type Site } from '../page/shell.tsx';
import { counted, dateWords, dayWords, durationWords } from '../page/words.ts';

/** Why the student is here, by when, what may follow and whom to ask; the deadline for a calendar. */
export function aboutRoutes(app: Hono, kit: Kit, signedIn: ForSignedIn): void {
  const { deps, site } = kit;

  app.get(
    '/exam/:examId/about',
    signedIn(async (c, examId) => {
      const exam = await viewExam(deps, { examId });
      return exam.status === 'closed' ? onTo(c, examId, '/result') : page(c, <About site={site} exam={exam} />);
    }),
  );

  app.get(
    '/exam/:examId/deadline.ics',
    signedIn(async (c, examId) => {
      const { deadline } = await viewExam(deps, { examId });
      c.header('content-type', 'text/calendar; charset=utf-8');
      c.header('content-disposition', 'attachment; filename="referencing-exam.ics"');
      return c.body(calendarFile(deps.institution, examId, deadline, deps.clock.nowMs()));
    }),
  );
}

const About: FC<{ site: Site; exam: Exclude<ExamView, ClosedView> }> = ({ site, exam }) => {
  const path = examPath(exam.examId);
  const started = exam.status === 'started';
  return (
    <Page site={site} title="About your exam" leave={exam.examId}>
      <h1>About your exam</h1>
      <Requests exam={exam} />
      <p class="lead">
        You have been asked to take a short exam about referencing, by{' '}
        <strong>
          <DeadlineTime deadline={exam.deadline} />
        </strong>
        .
      </p>
      {exam.deadlinePast && (
        <div class="notice">
          <p>This deadline is over, but it does not count at the moment. You can still take the exam.</p>
        </div>
      )}
      <p>
        The university found that the piece of work below uses sources in a way that needs attention. With this exam you
        show that you know how to reference.
      </p>
      <dl class="facts">
        <Fact name="Student">{exam.studentName}</Fact>
        <Fact name="Piece of work">{exam.work.title}</Fact>
        <Fact name="Unit">{exam.work.unit}</Fact>
        {exam.work.submittedOn !== undefined && <Fact name="Handed in">{dateWords(exam.work.submittedOn)}</Fact>}
        {exam.finding && <Fact name="Date of the finding">{dateWords(exam.finding.foundOn)}</Fact>}
        {exam.finding && <Fact name="Finding">{exam.finding.reference}</Fact>}
        <Fact name="Our reference">{exam.reference}</Fact>
        <Fact name="Attempt">{`${exam.attempt} of ${exam.attemptsAllowed}`}</Fact>
      </dl>
      <h2>The exam</h2>
      <ul>
        <li>{`${counted(exam.questionCount, 'question')}, one on each page.`}</li>
        <li>{`You pass with ${exam.passMarkPercent} % or more.`}</li>
        <li>
          {exam.timeLimitMinutes === undefined
            ? 'There is no time limit before the deadline. You can stop, and go on later or on another device.'
            : `Once you start, you have ${durationWords(exam.timeLimitMinutes * 60_000)}.`}
        </li>
        <li>
          {started
            ? `You have answered ${exam.answered.length} of ${counted(exam.questionCount, 'question')}. Your answers are saved.`
            : 'Your answers are saved as you give them.'}
        </li>
      </ul>
      <div class="actions">
        <a class="button" href={started ? `${path}/${whereToGoOn(exam)}` : `${path}/start`}>
          {started ? 'Go on with the exam' : 'Go to the exam'}
        </a>
        <a href={`${path}/deadline.ics`} download>
          Put the deadline in my calendar
        </a>
      </div>
      {!started && <p>On the next page you decide whether to begin now.</p>}
      <h2>What may follow</h2>
      <ul>
        <li>If you pass, the matter is closed and you get a certificate.</li>
        <li>
          {exam.attempt < exam.attemptsAllowed
            ? `If you do not pass, you can try again. You have ${counted(exam.attemptsAllowed, 'attempt')} in all.`
            : 'If you do not pass, a person in our office looks at the matter. This is your last attempt so far.'}
        </li>
        <li>
          If you do not take the exam in time, or have used up your attempts, a person in our office decides what
          happens and writes to you. No penalty comes by itself, and you can appeal.
        </li>
      </ul>
      <h2>If something is not right</h2>
      <p>Tell us before the deadline. It then waits until we have answered.</p>
      <div class="actions">
        <a class="button second" href={`${path}/more-time`}>
          I need more time
        </a>
        <a class="button second" href={`${path}/mistake`}>
          I think this is a mistake
        </a>
      </div>
      <p>
        Not sure? <a href="/practice">Practise first</a>. It does not count.
      </p>
    </Page>
  );
};

const Fact: FC<{ name: string; children?: unknown }> = ({ name, children }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children as string}</dd>
  </div>
);

/** What the student has asked of the office, and what it answered. */
const Requests: FC<{ exam: ExamView }> = ({ exam }) => (
  <>
    {exam.requests.map((request) => (
      <div class="notice">
        <p>
          <strong>
            {request.type === 'more-time' ? 'You asked for more time' : 'You told us that this is a mistake'}
          </strong>{' '}
          {`on ${dayWords(request.askedAt, exam.deadline.zone)}. `}
          {request.answer
            ? request.answer.granted
              ? `We have agreed.${request.type === 'more-time' ? ' The deadline below is the one that holds now.' : ''}`
              : 'We have not agreed.'
            : 'We have not answered yet. Until we do, your deadline waits, and you can still take the exam.'}
        </p>
        {request.answer && request.answer.text !== '' && <p>{request.answer.text}</p>}
      </div>
    ))}
  </>
);

/** The first question without an answer, or where all answers are looked over. */
function whereToGoOn(exam: StartedView): string {
  for (let position = 0; position < exam.questionCount; position += 1)
    if (!exam.answered.includes(position)) return `question/${position + 1}`;
  return 'review';
}
