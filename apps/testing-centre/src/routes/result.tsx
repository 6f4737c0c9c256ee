import type { Topic } from '@resit/integrity/question-bank/topic';
import { type ClosedView, viewExam } from '@resit/integrity/use-cases/student/view-exam';
import type { Hono } from 'hono';
import type { FC, PropsWithChildren } from 'hono/jsx';
import { type Kit, onTo, page } from '../http/kit.ts';
import type { ForSignedIn } from '../http/signed-in.ts';
import { InstantTime } from '../page/deadline.tsx';
import { examPath, Page, type Site } from '../page/shell.tsx';
import { counted } from '../page/words.ts';

/** What came of the exam, and what happens next. */
export function resultRoutes(app: Hono, kit: Kit, signedIn: ForSignedIn): void {
  app.get(
    '/exam/:examId/result',
    signedIn(async (c, examId) => {
      const exam = await viewExam(kit.deps, { examId });
      return exam.status === 'closed'
        ? page(c, <Result site={kit.site} exam={exam} topics={kit.deps.topics} />)
        : onTo(c, examId, '/about');
    }),
  );
}

interface ResultProps {
  site: Site;
  exam: ClosedView;
  topics: readonly Topic[];
}

const Result: FC<ResultProps> = (props) => {
  switch (props.exam.result) {
    case 'Pass':
      return <Passed {...props} />;
    case 'Fail':
      return <Failed {...props} />;
    case 'DidNotSit':
      return (
        <Plain {...props} title="The exam is over">
          <p class="lead">The deadline passed before a question was answered.</p>
          {props.exam.nextExamId === undefined ? (
            <AfterAll {...props} />
          ) : (
            <>
              <p>We have given you another attempt.</p>
              <NextAttempt examId={props.exam.nextExamId} />
            </>
          )}
        </Plain>
      );
    case 'Excused':
      return (
        <Plain {...props} title="This attempt does not count">
          <p class="lead">We have excused you from this attempt.</p>
          {props.exam.nextExamId === undefined ? (
            <p>You get another one. We write to you with its link and its deadline.</p>
          ) : (
            <NextAttempt examId={props.exam.nextExamId} />
          )}
        </Plain>
      );
    case 'Withdrawn':
      return (
        <Plain {...props} title="You need not take this exam">
          <p class="lead">It has been withdrawn, and there is nothing that you have to do.</p>
        </Plain>
      );
  }
};

const Plain: FC<PropsWithChildren<ResultProps & { title: string }>> = ({ site, exam, title, children }) => (
  <Page site={site} title={title} leave={exam.examId}>
    <h1>{title}</h1>
    {children}
    <Details exam={exam} />
  </Page>
);

const Passed: FC<ResultProps> = ({ site, exam, topics }) => (
  <Page site={site} title="You have passed" leave={exam.examId}>
    <h1>You have passed</h1>
    <Score exam={exam} good />
    <h2>What happens next</h2>
    {exam.certificateId === undefined ? (
      <>
        <p>We close the matter and send you your certificate by mail. You need not do anything more.</p>
        <p>
          <a href={`${examPath(exam.examId)}/result`}>See whether the certificate is ready</a>
        </p>
      </>
    ) : (
      <>
        <p>The matter is closed. You need not do anything more.</p>
        <div class="actions">
          <a class="button" href={`/certificate/${encodeURIComponent(exam.certificateId)}`}>
            See your certificate
          </a>
        </div>
      </>
    )}
    <Study exam={exam} topics={topics} intro="If you like, look at these topics again, where you lost some points:" />
    <Details exam={exam} />
  </Page>
);

const Failed: FC<ResultProps> = ({ site, exam, topics }) => (
  <Page site={site} title="You have not passed this time" leave={exam.examId}>
    <h1>You have not passed this time</h1>
    <Score exam={exam} />
    <h2>What happens next</h2>
    {exam.nextExamId !== undefined ? (
      <NextAttempt examId={exam.nextExamId} />
    ) : hasEnded(exam) ? (
      <AfterAll site={site} exam={exam} topics={topics} />
    ) : exam.attempt < exam.attemptsAllowed ? (
      <p>
        {`That was attempt ${exam.attempt} of ${exam.attemptsAllowed}, so you can try again. We write to you shortly with a new link and a new deadline.`}
      </p>
    ) : (
      <>
        <p>That was your last attempt.</p>
        <PersonDecides site={site} />
      </>
    )}
    <Study
      exam={exam}
      topics={topics}
      intro={
        exam.attempt < exam.attemptsAllowed
          ? 'These are the topics in which you lost points, most first. Take some time for them before you try again.'
          : 'These are the topics in which you lost points, most first.'
      }
    />
    <Details exam={exam} />
  </Page>
);

const Score: FC<{ exam: ClosedView; good?: boolean }> = ({ exam, good }) =>
  exam.score ? (
    <div class={good ? 'outcome good' : 'outcome'}>
      <p class="score">{`${exam.score.percent} %`}</p>
      <p>{`The pass mark is ${exam.passMarkPercent} %.`}</p>
    </div>
  ) : null;

const NextAttempt: FC<{ examId: string }> = ({ examId }) => (
  <>
    <p>Your next attempt is ready. It has other questions and a deadline of its own, which are in our mail too.</p>
    <div class="actions">
      <a class="button" href={examPath(examId)}>
        Go to your next attempt
      </a>
    </div>
  </>
);

const hasEnded = (exam: ClosedView): boolean =>
  exam.incidentStatus === 'closed' || exam.incidentStatus === 'withdrawn' || exam.incidentStatus === 'resolved';

/** How the matter stands for somebody who has no attempt to go on with. */
const AfterAll: FC<ResultProps> = ({ site, exam }) => {
  switch (exam.incidentStatus) {
    case 'resolved':
      return <p>You have passed another attempt since. The matter is closed, and you need not do anything more.</p>;
    case 'withdrawn':
      return <p>The matter has been withdrawn since. There is nothing that you have to do.</p>;
    case 'closed':
      return (
        <p>The matter has been decided since. The decision, and how to appeal, are in the mail that we sent you.</p>
      );
    default:
      return <PersonDecides site={site} />;
  }
};

const PersonDecides: FC<{ site: Site }> = ({ site }) => (
  <>
    <p>
      {`A person at ${site.institution.contactName} now looks at the matter and decides what happens. We write to you as soon as that is done. No penalty comes by itself, and you can appeal.`}
    </p>
    <p>If something kept you from taking the exam, tell us now: the address is at the foot of this page.</p>
  </>
);

/** Topics that stand open; the others wait behind a line, so that nobody is sent away with a page without end. */
const TOPICS_SHOWN = 5;

interface StudyProps {
  exam: ClosedView;
  topics: readonly Topic[];
  intro: string;
}

const Study: FC<StudyProps> = ({ exam, topics, intro }) => {
  const lost = (exam.score?.topicsToStudy ?? []).flatMap((id) => topics.find((topic) => topic.id === id) ?? []);
  if (lost.length === 0) return null;
  return (
    <>
      <h2>What to study</h2>
      <p>{intro}</p>
      {lost.slice(0, TOPICS_SHOWN).map((topic) => (
        <StudyTopic topic={topic} />
      ))}
      {lost.length > TOPICS_SHOWN && (
        <details>
          <summary>{`Show ${counted(lost.length - TOPICS_SHOWN, 'more topic')}`}</summary>
          {lost.slice(TOPICS_SHOWN).map((topic) => (
            <StudyTopic topic={topic} />
          ))}
        </details>
      )}
    </>
  );
};

const StudyTopic: FC<{ topic: Topic }> = ({ topic }) => (
  <section>
    <h3>{topic.title}</h3>
    <p>{topic.summary}</p>
    <ul>
      {topic.links.map(({ title, url }) => (
        <li>
          <a href={url} rel="noreferrer">
            {title}
          </a>
        </li>
      ))}
      <li class="no-print">
        <a href={`/practice/${encodeURIComponent(topic.id)}/1`}>{`Practise: ${topic.title}`}</a>
      </li>
    </ul>
  </section>
);

const Details: FC<{ exam: ClosedView }> = ({ exam }) => (
  <>
    <h2>For your records</h2>
    <dl class="facts">
      <div>
        <dt>Our reference</dt>
        <dd>{exam.reference}</dd>
      </div>
      <div>
        <dt>Attempt</dt>
        <dd>{`${exam.attempt} of ${exam.attemptsAllowed}`}</dd>
      </div>
      <div>
        <dt>{exam.score ? 'Handed in' : 'Ended'}</dt>
        <dd>
          <InstantTime at={exam.closedAt} zone={exam.deadline.zone} />
          {exam.score?.submittedBy === 'time-limit' && ', when the time was over'}
          {exam.score?.submittedBy === 'deadline' && ', at the deadline'}
        </dd>
      </div>
    </dl>
  </>
);
