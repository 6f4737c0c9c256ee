import { InvalidInput, NotFound, TooMany, WrongState } from '@resit/integrity/errors';
import type { Answer } from '@resit/integrity/question-bank/question';
import { saveAnswer } from '@resit/integrity/use-cases/student/save-answer';
import { type QuestionPage, viewQuestion } from '@resit/integrity/use-cases/student/view-question';
import type { Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { fieldOf } from '../http/fields.ts';
import { type Kit, onTo, page, param, wantsJson } from '../http/kit.ts';
import type { ForSignedIn, WriteSignedIn } from '../http/signed-in.ts';
import { AnswerFields, answerFrom, type Fields, inputId, STEM_ID } from '../page/answer-fields.tsx';
import { isCounting, TimeLeft } from '../page/deadline.tsx';
import { type FieldProblem, ProblemSummary } from '../page/fields.tsx';
import { Markdown } from '../page/markdown.tsx';
import { examPath, Page, type Site } from '../page/shell.tsx';
import { timeWords } from '../page/words.ts';

/** One question a page: answered by form, saved as it is answered where there is a script. */
export function questionRoutes(app: Hono, kit: Kit, signedIn: ForSignedIn, write: WriteSignedIn): void {
  app.get(
    '/exam/:examId/question/:number',
    signedIn(async (c, examId) => {
      const view = await viewOrElse(c, kit, examId, numberOf(c));
      if (view instanceof Response) return view;
      const changing = c.req.query('change') !== undefined;
      return page(c, <Question site={kit.site} examId={examId} view={view} changing={changing} problems={[]} />);
    }),
  );

  app.post(
    '/exam/:examId/question/:number',
    write(
      (c) => `question/${param(c, 'number')}`,
      (c, examId, fields) => answerQuestion(c, kit, examId, numberOf(c), fields),
    ),
  );
}

const numberOf = (c: Context): number => readNumber(param(c, 'number'));
/** A question's number as paths have it; 0, which no question has, for anything else. */
export const readNumber = (text: string): number => (/^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0);

/** The question, or the page that the student belongs on instead: the start, or the result. */
async function viewOrElse(c: Context, kit: Kit, examId: string, number: number): Promise<QuestionPage | Response> {
  try {
    const { ends, ...view } = await viewQuestion(kit.deps, { examId, position: number - 1 });
    return ends ? { ...view, ends: kit.inRealTime(ends) } : view;
  } catch (error) {
    if (error instanceof WrongState) return onTo(c, examId, '/start');
    throw error;
  }
}

/** Saves what a question's form says, from the form, the script, or a form that was kept, and says where to go on. */
export async function answerQuestion(
  c: Context,
  kit: Kit,
  examId: string,
  number: number,
  fields: Fields,
): Promise<Response> {
  const view = await viewOrElse(c, kit, examId, number).catch((error: unknown) => {
    if (error instanceof NotFound) return onTo(c, examId, '/review');
    throw error;
  });
  if (view instanceof Response) return wantsJson(c) ? overJson(c, examId) : overPage(c, kit, examId);
  const { type, count } = view.question;
  const given = answerFrom(type, fields);
  const toReview = fieldOf(fields, 'go') === 'review' || number >= count;
  const rest = toReview ? '/review' : `/question/${number + 1}`;
  try {
    const saved = given === undefined ? undefined : await saveAnswer(kit.deps, { examId, position: number - 1, given });
    if (!wantsJson(c)) return onTo(c, examId, rest);
    return c.json({
      saved: saved ? savedWords(saved.savedAt, view) : '',
      next: `${examPath(examId)}${rest}`,
      ...(view.ends ? { endsInMs: view.ends.inMs } : {}),
    });
  } catch (error) {
    if (error instanceof WrongState) return wantsJson(c) ? overJson(c, examId) : overPage(c, kit, examId);
    if (!(error instanceof InvalidInput || error instanceof TooMany)) throw error;
    const problems =
      error instanceof InvalidInput
        ? error.errors.map(({ pointer, message }) => ({ id: inputId(type, pointer), message }))
        : [{ id: inputId(type, '/'), message: error.message }];
    if (wantsJson(c)) return c.json({ code: error.code, message: problems[0]?.message ?? error.message }, 422);
    return page(
      c,
      <Question
        site={kit.site}
        examId={examId}
        view={withTyped(view, fields)}
        changing={fieldOf(fields, 'go') === 'review'}
        problems={problems}
      />,
      422,
    );
  }
}

/** What was typed stays in the field, though it could not be saved. */
function withTyped(view: QuestionPage, fields: Fields): QuestionPage {
  const typed = (): Answer | undefined => {
    switch (view.question.type) {
      case 'numerical':
        return { type: 'numerical', value: fieldOf(fields, 'value') };
      case 'short-answer':
        return { type: 'short-answer', text: fieldOf(fields, 'text') };
      default:
        return undefined;
    }
  };
  const answer = typed();
  return answer ? { ...view, answer } : view;
}

const savedWords = (savedAt: string, view: Pick<QuestionPage, 'deadline'>): string =>
  `Saved ${timeWords(savedAt, view.deadline.zone)}`;

const overJson = (c: Context, examId: string): Response =>
  c.json(
    {
      code: 'exam-over',
      message: 'The exam had ended before this answer arrived.',
      next: `${examPath(examId)}/result`,
    },
    409,
  );

const overPage = (c: Context, kit: Kit, examId: string): Response | Promise<Response> =>
  page(
    c,
    <Page site={kit.site} title="The exam has ended" leave={examId}>
      <h1>The exam has ended</h1>
      <p class="lead">Your last answer came after the end, so it does not count.</p>
      <p>Everything that was saved before the end has been handed in for you. You need not do anything more.</p>
      <div class="actions">
        <a class="button" href={`${examPath(examId)}/result`}>
          See what happens next
        </a>
      </div>
    </Page>,
    409,
  );

interface QuestionProps {
  site: Site;
  examId: string;
  view: QuestionPage;
  /** The student came from the review page to change this answer, and goes back there. */
  changing: boolean;
  problems: readonly FieldProblem[];
}

const Question: FC<QuestionProps> = ({ site, examId, view, changing, problems }) => {
  const { question } = view;
  const path = examPath(examId);
  const title = `Question ${question.number} of ${question.count}`;
  const isLast = question.number === question.count;
  return (
    <Page
      site={site}
      title={title}
      wrong={problems.length > 0}
      back={
        changing
          ? { href: `${path}/review`, text: 'Back to your answers' }
          : question.number === 1
            ? { href: `${path}/about`, text: 'About your exam' }
            : { href: `${path}/question/${question.number - 1}`, text: `Question ${question.number - 1}` }
      }
      leave={examId}
    >
      <ProblemSummary problems={problems} />
      <div class="question-head">
        <h1>{title}</h1>
        <progress max={question.count} value={question.number} aria-hidden="true"></progress>
        {isCounting(view.ends) && <TimeLeft deadline={view.deadline} ends={view.ends} />}
      </div>
      <form method="post" action={`${path}/question/${question.number}`} data-autosave novalidate>
        <div class="stem" id={STEM_ID}>
          <Markdown text={question.stem} />
        </div>
        <AnswerFields question={question} answer={view.answer} problems={problems} />
        <div class="state-line">
          <p role="status" data-saved>
            {view.savedAt !== undefined && problems.length === 0 ? savedWords(view.savedAt, view) : ''}
          </p>
        </div>
        <div class="actions">
          <button class="button" type="submit" name="go" value={changing || isLast ? 'review' : 'next'}>
            {changing
              ? 'Save and go back to your answers'
              : isLast
                ? 'Save and check your answers'
                : 'Save and continue'}
          </button>
          {!changing && !isLast && (
            <button class="plain" type="submit" name="go" value="review">
              Save and check your answers
            </button>
          )}
        </div>
      </form>
      {!isCounting(view.ends) && <TimeLeft deadline={view.deadline} ends={view.ends} />}
      {!changing && (
        <p class="soft">
          {isLast
            ? 'Next, you see all your answers and decide when to submit.'
            : 'You can leave a question open and come back to it.'}
        </p>
      )}
    </Page>
  );
};
