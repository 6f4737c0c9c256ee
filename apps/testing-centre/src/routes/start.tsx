import { InvalidInput, WrongState } from '@resit/integrity/errors';
import { startExam } from '@resit/integrity/use-cases/student/start-exam';
import { type ScheduledView, viewExam } from '@resit/integrity/use-cases/student/view-exam';
import type { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { fieldOf } from '../http/fields.ts';
import { type Kit, onTo, page } from '../http/kit.ts';
import type { ForSignedIn, WriteSignedIn } from '../http/signed-in.ts';
import { DeadlineTime } from '../page/deadline.tsx';
import { ChoiceRow, type FieldProblem, Mistake, ProblemSummary, problemOf } from '../page/fields.tsx';
import { examPath, Page, type Site } from '../page/shell.tsx';
import { counted, durationWords } from '../page/words.ts';

/** The last page before the exam: what holds in it, and the declaration. */
export function startRoutes(app: Hono, kit: Kit, signedIn: ForSignedIn, write: WriteSignedIn): void {
  const { deps, site } = kit;

  app.get(
    '/exam/:examId/start',
    signedIn(async (c, examId) => {
      const exam = await viewExam(deps, { examId });
      return exam.status === 'scheduled'
        ? page(c, <Start site={site} exam={exam} problems={[]} />)
        : onTo(c, examId, exam.status === 'started' ? '/question/1' : '/result');
    }),
  );

  app.post(
    '/exam/:examId/start',
    write(
      () => 'start',
      async (c, examId, fields) => {
        try {
          await startExam(deps, { examId, ownWork: fieldOf(fields, 'own-work') === 'yes' });
        } catch (error) {
          if (error instanceof WrongState) return onTo(c, examId, '/result');
          if (!(error instanceof InvalidInput)) throw error;
          const exam = await viewExam(deps, { examId });
          if (exam.status !== 'scheduled') return onTo(c, examId, '/about');
          const problems = error.errors.map(({ message }) => ({ id: 'own-work', message }));
          return page(c, <Start site={site} exam={exam} problems={problems} />, 422);
        }
        return onTo(c, examId, '/question/1');
      },
    ),
  );
}

interface StartProps {
  site: Site;
  exam: ScheduledView;
  problems: readonly FieldProblem[];
}

const Start: FC<StartProps> = ({ site, exam, problems }) => {
  const path = examPath(exam.examId);
  const problem = problemOf(problems, 'own-work');
  return (
    <Page
      site={site}
      title="Before you start"
      wrong={problems.length > 0}
      back={{ href: `${path}/about`, text: 'Back' }}
      leave={exam.examId}
    >
      <ProblemSummary problems={problems} />
      <h1>Before you start</h1>
      <ul>
        <li>{`There are ${counted(exam.questionCount, 'question')}. You can go back and change answers until you submit.`}</li>
        {exam.timeLimitMinutes === undefined ? (
          <li>
            There is no time limit: you can stop and come back until <DeadlineTime deadline={exam.deadline} />.
          </li>
        ) : (
          <li>
            <strong>{`You have ${durationWords(exam.timeLimitMinutes * 60_000)} from the moment you start`}</strong>, or
            until <DeadlineTime deadline={exam.deadline} /> if that comes first. The time runs on when you close the
            page. When it is over, we hand in what you have answered.
          </li>
        )}
        <li>Each answer is saved as you give it. If your network fails, go on when it is back.</li>
        <li>The answers must be your own. Nobody else, and no tool, may answer for you.</li>
        <li>A question without an answer counts as zero. A wrong answer does not cost you more than that.</li>
      </ul>
      <form method="post" action={`${path}/start`} data-once novalidate>
        <fieldset class={problem ? 'field wrong' : 'field'} aria-describedby={problem ? 'own-work-mistake' : undefined}>
          <legend>Your declaration</legend>
          <Mistake id="own-work" problem={problem} />
          <div class="rows">
            <ChoiceRow type="checkbox" id="own-work" name="own-work" value="yes" checked={false}>
              The answers will be my own work.
            </ChoiceRow>
          </div>
        </fieldset>
        <div class="actions">
          <button class="button" type="submit">
            Start the exam
          </button>
          <a href={`${path}/about`}>Not now</a>
        </div>
      </form>
      <p>Next comes question 1.</p>
    </Page>
  );
};
