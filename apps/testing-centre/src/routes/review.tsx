import { WrongState } from '@resit/integrity/errors';
import { submitExam } from '@resit/integrity/use-cases/student/submit-exam';
import { type QuestionView, type ReviewPage, viewReview } from '@resit/integrity/use-cases/student/view-question';
import type { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { type Kit, onTo, page, param } from '../http/kit.ts';
import type { ForSignedIn, WriteSignedIn } from '../http/signed-in.ts';
import { answerLines } from '../page/answer-fields.tsx';
import { TimeLeft } from '../page/deadline.tsx';
import { plainText } from '../page/markdown.tsx';
import { examPath, Page, type Site } from '../page/shell.tsx';
import { counted } from '../page/words.ts';

/** All answers at a glance, and the one button that ends the exam. */
export function reviewRoutes(app: Hono, kit: Kit, signedIn: ForSignedIn, write: WriteSignedIn): void {
  const { deps, site } = kit;

  app.get(
    '/exam/:examId/review',
    signedIn(async (c, examId) => {
      try {
        const { ends, ...review } = await viewReview(deps, { examId });
        const timed = ends ? { ...review, ends: kit.inRealTime(ends) } : review;
        return await page(c, <Review site={site} examId={examId} review={timed} />);
      } catch (error) {
        if (error instanceof WrongState) return onTo(c, examId, '/start');
        throw error;
      }
    }),
  );

  app.get('/exam/:examId/submit', (c) => onTo(c, param(c, 'examId'), '/review'));

  // Whatever the form says besides, the exam is the session's, and submitting again finds the result there is.
  app.post(
    '/exam/:examId/submit',
    write(
      () => 'submit',
      async (c, examId) => {
        try {
          await submitExam(deps, { examId });
        } catch (error) {
          if (!(error instanceof WrongState)) throw error;
        }
        return onTo(c, examId, '/result');
      },
    ),
  );
}

interface ReviewProps {
  site: Site;
  examId: string;
  review: ReviewPage;
}

const Review: FC<ReviewProps> = ({ site, examId, review }) => {
  const path = examPath(examId);
  const count = review.questions.length;
  const open = review.questions.filter(({ answer }) => !answer);
  const unanswered = `${counted(open.length, 'question')} ${open.length === 1 ? 'has' : 'have'} no answer yet.`;
  return (
    <Page
      site={site}
      title="Check your answers"
      back={{ href: `${path}/question/${count}`, text: `Question ${count}` }}
      leave={examId}
    >
      <h1>Check your answers</h1>
      {open.length === 0 ? (
        <p class="lead">{`You have answered all ${counted(count, 'question')}.`}</p>
      ) : (
        <div class="notice">
          <p>
            <strong>{unanswered}</strong> A question without an answer counts as zero.
          </p>
        </div>
      )}
      <TimeLeft deadline={review.deadline} ends={review.ends} />
      <ol class="answers">
        {review.questions.map((view) => (
          <AnswerRow examPathOfExam={path} view={view} />
        ))}
      </ol>
      <h2>Submit the exam</h2>
      {open.length > 0 && (
        <p>
          <strong>{unanswered}</strong>
        </p>
      )}
      <p>You can submit once. After that, answers cannot be changed.</p>
      <p>Next, you see your result at once, and what happens then.</p>
      <form method="post" action={`${path}/submit`} data-once data-submit>
        <div class="actions">
          <button class="button" type="submit">
            Submit the exam
          </button>
        </div>
      </form>
    </Page>
  );
};

const STEM_LENGTH_MAX = 110;

const AnswerRow: FC<{ examPathOfExam: string; view: QuestionView }> = ({ examPathOfExam, view }) => {
  const { question, answer } = view;
  const lines = answerLines(question, answer);
  return (
    <li>
      <span class="number">{question.number}</span>
      <div>
        <p class="soft">{shortened(plainText(question.stem))}</p>
        {lines ? lines.map((line) => <p>{line}</p>) : <p class="tag">No answer yet</p>}
      </div>
      <a href={`${examPathOfExam}/question/${question.number}?change`}>
        {lines ? 'Change' : 'Answer'}
        <span class="hidden">{` question ${question.number}`}</span>
      </a>
    </li>
  );
};

function shortened(text: string): string {
  if (text.length <= STEM_LENGTH_MAX) return text;
  return `${text.slice(0, text.lastIndexOf(' ', STEM_LENGTH_MAX))} …`;
}
