import { InvalidInput, WrongState } from '@resit/integrity/errors';
import type { StudentRequest } from '@resit/integrity/student/access';
import { askTheOffice, REQUEST_LENGTH_MAX } from '@resit/integrity/use-cases/student/ask-the-office';
import { viewExam } from '@resit/integrity/use-cases/student/view-exam';
import type { Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { fieldOf } from '../http/fields.ts';
import { type Kit, onTo, page } from '../http/kit.ts';
import type { ForSignedIn, WriteSignedIn } from '../http/signed-in.ts';
import type { Fields } from '../page/answer-fields.tsx';
import { DeadlineTime } from '../page/deadline.tsx';
import { describedBy, type FieldProblem, Mistake, ProblemSummary, problemOf } from '../page/fields.tsx';
import { examPath, Page, type Site } from '../page/shell.tsx';

/** One kind of request as its page words it; the key is its path. */
const kinds = {
  'more-time': {
    type: 'more-time',
    title: 'Ask for more time',
    intro: 'Tell us why you need more time, and how much.',
    label: 'Why you need more time',
  },
  mistake: {
    type: 'mistake',
    title: 'Tell us that this is a mistake',
    intro: 'Tell us what is wrong: perhaps the work is not yours, or the details are not right.',
    label: 'What is wrong',
  },
} as const satisfies Record<string, { type: StudentRequest['type']; title: string; intro: string; label: string }>;
type Kind = keyof typeof kinds;
const paths = Object.keys(kinds) as Kind[];

/** True if a path after the exam's is that of a request. */
export const isRequestPath = (path: string): path is Kind => Object.hasOwn(kinds, path);

/** What a student may ask of the office: more time, or to look at whether it is a mistake at all. */
export function requestRoutes(app: Hono, kit: Kit, signedIn: ForSignedIn, write: WriteSignedIn): void {
  for (const kind of paths) {
    app.get(
      `/exam/:examId/${kind}`,
      signedIn(async (c, examId) => {
        const exam = await viewExam(kit.deps, { examId });
        if (exam.status === 'closed') return onTo(c, examId, '/result');
        if (exam.requests.some((request) => request.type === kinds[kind].type && !request.answer))
          return onTo(c, examId, '/asked');
        return page(c, <AskPage site={kit.site} examId={examId} kind={kind} text="" problems={[]} />);
      }),
    );
    app.post(
      `/exam/:examId/${kind}`,
      write(
        () => kind,
        (c, examId, fields) => sendRequest(c, kit, examId, kind, fields),
      ),
    );
  }

  app.get(
    '/exam/:examId/asked',
    signedIn(async (c, examId) => {
      const exam = await viewExam(kit.deps, { examId });
      if (exam.status === 'closed' || !exam.requests.some((request) => !request.answer))
        return onTo(c, examId, '/about');
      return page(
        c,
        <Page site={kit.site} title="We have your request" leave={examId}>
          <h1>We have your request</h1>
          <p class="lead">Your deadline waits until we have answered.</p>
          <p>
            It was <DeadlineTime deadline={exam.deadline} />. You can still take the exam in the meantime.
          </p>
          <h2>What happens next</h2>
          <p>
            We have sent you a mail to confirm. A person in our office reads what you wrote and answers by mail. The
            answer says which deadline holds.
          </p>
          <div class="actions">
            <a class="button" href={`${examPath(examId)}/about`}>
              Back to your exam
            </a>
          </div>
        </Page>,
      );
    }),
  );
}

/** Sends a request on, from its form or from a form that was kept. */
export async function sendRequest(c: Context, kit: Kit, examId: string, kind: Kind, fields: Fields): Promise<Response> {
  const text = fieldOf(fields, 'text');
  const again = (message: string, status: 409 | 422) =>
    page(
      c,
      <AskPage site={kit.site} examId={examId} kind={kind} text={text} problems={[{ id: 'text', message }]} />,
      status,
    );
  try {
    await askTheOffice(kit.deps, { examId, type: kinds[kind].type, text });
  } catch (error) {
    if (error instanceof InvalidInput) return again(error.errors[0]?.message ?? error.message, 422);
    if (error instanceof WrongState) return again(error.message, 409);
    throw error;
  }
  return onTo(c, examId, '/asked');
}

interface AskProps {
  site: Site;
  examId: string;
  kind: Kind;
  text: string;
  problems: readonly FieldProblem[];
}

const AskPage: FC<AskProps> = ({ site, examId, kind, text, problems }) => {
  const { title, intro, label } = kinds[kind];
  const problem = problemOf(problems, 'text');
  return (
    <Page
      site={site}
      title={title}
      wrong={problems.length > 0}
      back={{ href: `${examPath(examId)}/about`, text: 'Back' }}
      leave={examId}
    >
      <ProblemSummary problems={problems} />
      <h1>{title}</h1>
      <p>{intro} Only the officers who deal with this read it.</p>
      <p>Please send no medical papers. We do not need to know about your health to help.</p>
      <form method="post" action={`${examPath(examId)}/${kind}`} data-once novalidate>
        <div class={problem ? 'field wrong' : 'field'}>
          <label for="text">{label}</label>
          <p class="hint" id="text-hint">
            {`A few sentences are enough, at most ${REQUEST_LENGTH_MAX} characters.`}
          </p>
          <Mistake id="text" problem={problem} />
          <textarea
            id="text"
            name="text"
            rows={7}
            aria-describedby={describedBy('text-hint', problem && 'text-mistake')}
            aria-invalid={problem ? 'true' : undefined}
          >
            {text}
          </textarea>
        </div>
        <p>When you have sent it, your deadline waits until we have answered. We answer by mail.</p>
        <div class="actions">
          <button class="button" type="submit">
            Send to the office
          </button>
        </div>
      </form>
    </Page>
  );
};
