import { InvalidInput, TooMany } from '@resit/integrity/errors';
import { enterCode } from '@resit/integrity/use-cases/student/enter-code';
import { requestCode } from '@resit/integrity/use-cases/student/request-code';
import { endSession } from '@resit/integrity/use-cases/student/resolve-session';
import type { Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { fieldOf, readFields } from '../http/fields.ts';
import { KEPT_FIELD, type Kept, readKept, writeKept } from '../http/kept.ts';
import { type Kit, onTo, page, param } from '../http/kit.ts';
import { type FieldProblem, ProblemSummary, TextField } from '../page/fields.tsx';
import { examPath, Page, type Site } from '../page/shell.tsx';

const BROWSER_BITS = 160;

/** Does what a form asked for that was kept while the student came back in. */
export type Replay = (c: Context, examId: string, kept: Kept) => Promise<Response>;

/** The way in: what this is, asking for a code, entering it; and the way out. */
export function enterRoutes(app: Hono, kit: Kit, replay: Replay): void {
  const { deps, site, cookies } = kit;

  app.get('/exam/:examId', async (c) => {
    const examId = param(c, 'examId');
    if (await kit.sessionFor(c, examId)) return onTo(c, examId, '/about');
    return page(c, <Landing site={site} examId={examId} again={c.req.query('again') !== undefined} problems={[]} />);
  });

  app.post('/exam/:examId/code', async (c) => {
    const examId = param(c, 'examId');
    const kept = readKept(fieldOf(await readFields(c), KEPT_FIELD));
    const browser = cookies.browser(c) ?? deps.ids.random(BROWSER_BITS);
    try {
      await requestCode(deps, { examId, browser, ...kit.address(c) });
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      c.header('retry-after', String(error.retryAfterSeconds));
      const problems = [{ id: 'code', message: error.message }];
      return page(c, <EnterCode site={site} examId={examId} problems={problems} kept={kept} />, 429);
    }
    cookies.setBrowser(c, browser);
    return kept
      ? page(c, <EnterCode site={site} examId={examId} problems={[]} kept={kept} />)
      : onTo(c, examId, '/code');
  });

  app.get('/exam/:examId/code', (c) =>
    page(c, <EnterCode site={site} examId={param(c, 'examId')} problems={[]} kept={undefined} />),
  );

  app.post('/exam/:examId/session', async (c) => {
    const examId = param(c, 'examId');
    const fields = await readFields(c);
    const kept = readKept(fieldOf(fields, KEPT_FIELD));
    const browser = cookies.browser(c);
    const formerCookie = cookies.session(c);
    const code = fieldOf(fields, 'code');
    const again = (message: string, status: 422 | 429) =>
      page(
        c,
        <EnterCode site={site} examId={examId} problems={[{ id: 'code', message }]} kept={kept} typed={code} />,
        status,
      );
    if (code.trim() === '') return again('Enter the code from the mail', 422);
    try {
      const entered = await enterCode(deps, {
        examId,
        code,
        ...(browser === undefined ? {} : { browser }),
        ...(formerCookie === undefined ? {} : { formerCookie }),
        ...kit.address(c),
      });
      cookies.setSession(c, entered.cookie);
    } catch (error) {
      if (error instanceof TooMany) {
        c.header('retry-after', String(error.retryAfterSeconds));
        return again(error.message, 429);
      }
      if (!(error instanceof InvalidInput)) throw error;
      return again(
        browser === undefined
          ? 'This code does not work in this browser. Send yourself a new code from here, and allow this site to keep cookies'
          : (error.errors[0]?.message ?? error.message),
        422,
      );
    }
    return kept ? replay(c, examId, kept) : onTo(c, examId, '/about');
  });

  // Where a form's answer is loaded again from the address line.
  app.get('/exam/:examId/session', (c) => onTo(c, param(c, 'examId'), '/code'));
  app.get('/exam/:examId/leave', (c) => onTo(c, param(c, 'examId')));

  app.post('/exam/:examId/leave', async (c) => {
    await endSession(deps, cookies.session(c));
    cookies.endSession(c);
    return page(c, <Left site={site} examId={param(c, 'examId')} />);
  });
}

interface EnterProps {
  site: Site;
  examId: string;
  problems: readonly FieldProblem[];
}

/** What anybody sees who opens the link: nothing personal, and the same for a link that is no exam's. */
const Landing: FC<EnterProps & { again: boolean }> = ({ site, examId, again }) => (
  <Page site={site} title="Take your referencing exam">
    {again && (
      <div class="notice" role="status">
        <p>We ask for a new code from time to time, to keep your exam yours. Everything you have answered is kept.</p>
      </div>
    )}
    <h1>Take your referencing exam</h1>
    <p class="lead">
      You have been asked to take a short exam about referencing: how to quote, paraphrase and cite what others have
      written.
    </p>
    <p>Looking at this page starts nothing. The exam begins only when you say so.</p>
    <h2>What happens next</h2>
    <ol class="steps">
      <li>We mail a code to your university address, so that we know it is you.</li>
      <li>You enter the code here.</li>
      <li>You read what this is about and by when, and decide when to begin.</li>
    </ol>
    <form method="post" action={`${examPath(examId)}/code`} data-once>
      <div class="actions">
        <button class="button" type="submit">
          Mail me a code
        </button>
        <a href={`${examPath(examId)}/code`}>I have a code already</a>
      </div>
    </form>
    <NoMailbox site={site} />
    <p>
      You can also <a href="/practice">practise first</a>. Nobody sees how that goes, and it does not count.
    </p>
  </Page>
);

const NoMailbox: FC<{ site: Site }> = ({ site }) => (
  <details>
    <summary>I cannot get at my university mail</summary>
    <p>
      Ask {site.institution.contactName},{' '}
      <a href={`mailto:${site.institution.contactAddress}`}>{site.institution.contactAddress}</a>. They check that it is
      you and give you a code.
    </p>
  </details>
);

const KeptField: FC<{ kept: Kept | undefined }> = ({ kept }) =>
  kept ? <input type="hidden" name={KEPT_FIELD} value={writeKept(kept)} /> : null;

const EnterCode: FC<EnterProps & { kept: Kept | undefined; typed?: string }> = ({
  site,
  examId,
  problems,
  kept,
  typed,
}) => (
  <Page site={site} title="Enter your code" wrong={problems.length > 0} back={{ href: examPath(examId), text: 'Back' }}>
    <ProblemSummary problems={problems} />
    <h1>Enter your code</h1>
    {kept && (
      <div class="notice">
        <p>What you have just written is kept. We save it as soon as you have entered the code.</p>
      </div>
    )}
    <p>
      If you asked for a code, it is in a mail at your university address. That can take a minute or two. It works once,
      for 10 minutes, in this browser.
    </p>
    <form method="post" action={`${examPath(examId)}/session`} data-once novalidate>
      <KeptField kept={kept} />
      <TextField
        id="code"
        name="code"
        label="Code"
        kind="code"
        autocomplete="one-time-code"
        value={typed}
        problem={problems[0]}
      >
        6 digits, or 10 digits and letters. Spaces and capitals do not matter.
      </TextField>
      <div class="actions">
        <button class="button" type="submit">
          Continue
        </button>
      </div>
    </form>
    <p>Next, you read what the exam is about and by when to take it. Nothing starts yet.</p>
    <details>
      <summary>No mail has come, or the code does not work</summary>
      <p>
        Look among your unwanted mail too. A code stops working after 10 minutes, after 5 wrong tries, or when you send
        yourself another one.
      </p>
      <form method="post" action={`${examPath(examId)}/code`} data-once>
        <KeptField kept={kept} />
        <button class="button second" type="submit">
          Mail me a new code
        </button>
      </form>
    </details>
    <NoMailbox site={site} />
  </Page>
);

/** What comes instead of the answer to a form that was posted after the session had ended. */
export const SessionOver: FC<{ site: Site; examId: string; kept: Kept }> = ({ site, examId, kept }) => (
  <Page site={site} title="Please enter a new code">
    <h1>Please enter a new code</h1>
    <div class="notice" role="status">
      <p>
        {kept.path.startsWith('question/')
          ? 'Your answer is not lost. We keep it and save it as soon as you are back.'
          : 'What you have written is not lost. We go on with it as soon as you are back.'}
      </p>
    </div>
    <p>
      You have been signed out: that happens after 12 hours, or when you sign in on this device with another link. We
      mail a new code to your university address.
    </p>
    <form method="post" action={`${examPath(examId)}/code`} data-once>
      <KeptField kept={kept} />
      <div class="actions">
        <button class="button" type="submit">
          Mail me a code
        </button>
      </div>
    </form>
    <NoMailbox site={site} />
  </Page>
);

const Left: FC<{ site: Site; examId: string }> = ({ site, examId }) => (
  <Page site={site} title="You have signed out">
    <h1>You have signed out</h1>
    <p>
      Nothing of your exam is left on this device. What you have answered is kept with us. To go on, use the link in our
      mail, here or on another device.
    </p>
    <p>
      <a href={examPath(examId)}>Go back to the exam</a>
    </p>
  </Page>
);
