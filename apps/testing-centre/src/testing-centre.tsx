import { NotFound, NotSignedIn, TooMany, WrongState } from '@resit/integrity/errors';
import { RepositoryUnavailable } from '@resit/integrity/ports/repository';
import { isOwnOrigin } from '@resit/integrity/student/own-origin';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { securityHeaders } from './http/headers.ts';
import { createKit, onTo, page, wantsJson } from './http/kit.ts';
import type { TestingCentreOptions } from './http/options.ts';
import { forSignedIn, writeSignedIn } from './http/signed-in.ts';
import { Page, type Site } from './page/shell.tsx';
import { aboutRoutes } from './routes/about.tsx';
import { assetRoutes } from './routes/assets.ts';
import { certificateRoutes } from './routes/certificate.tsx';
import { doorsRoutes } from './routes/doors.tsx';
import { enterRoutes, type Replay, SessionOver } from './routes/enter.tsx';
import { practiceRoutes } from './routes/practice.tsx';
import { answerQuestion, questionRoutes, readNumber } from './routes/question.tsx';
import { isRequestPath, requestRoutes, sendRequest } from './routes/requests.tsx';
import { resultRoutes } from './routes/result.tsx';
import { reviewRoutes } from './routes/review.tsx';
import { startRoutes } from './routes/start.tsx';

export type { TestingCentreOptions } from './http/options.ts';

/** Bytes of a form; the longest is a kept request with 2,000 characters. */
const BODY_BYTES_MAX = 64 * 1024;

/**
 * The pages that students see: `/exam/{examId}…`, `/certificate/{id}`, `/practice…`, the two doors at `/`, and the assets
 * that they load.
 * Everything works as plain pages and forms; the script adds to it. Mount it at the root of the origin.
 */
export function createTestingCentre(options: TestingCentreOptions): Hono {
  const kit = createKit(options);
  const { site, deps } = kit;
  const app = new Hono();

  app.use(securityHeaders);
  app.use(async (c, next) => {
    const from = { origin: c.req.header('origin'), secFetchSite: c.req.header('sec-fetch-site') };
    if (c.req.method === 'POST' && !isOwnOrigin(from, deps.institution.origin))
      return trouble(c, site, 403, 'foreign-origin', 'This form came from another site', [
        'For your safety we take forms from our own pages only. Open the link in our mail, and go on from there.',
      ]);
    return next();
  });
  app.use(
    bodyLimit({
      maxSize: BODY_BYTES_MAX,
      onError: (c) =>
        trouble(c, site, 413, 'too-large', 'That is too long to send', [
          'Go back, make what you wrote shorter, and send it again.',
        ]),
    }),
  );

  const replay: Replay = (c, examId, { path, fields }) => {
    const [first = '', number = ''] = path.split('/');
    if (first === 'question') return answerQuestion(c, kit, examId, readNumber(number), fields);
    if (isRequestPath(path)) return sendRequest(c, kit, examId, path, fields);
    // What begins or ends an exam is never done for somebody who was away: they are shown the page to do it from.
    return Promise.resolve(onTo(c, examId, path === 'submit' ? '/review' : '/about'));
  };
  const signedIn = forSignedIn(kit);
  const write = writeSignedIn(kit, (c, examId, kept) =>
    page(c, <SessionOver site={site} examId={examId} kept={kept} />, 401),
  );

  assetRoutes(app, kit);
  doorsRoutes(app, kit);
  enterRoutes(app, kit, replay);
  aboutRoutes(app, kit, signedIn);
  requestRoutes(app, kit, signedIn, write);
  startRoutes(app, kit, signedIn, write);
  questionRoutes(app, kit, signedIn, write);
  reviewRoutes(app, kit, signedIn, write);
  resultRoutes(app, kit, signedIn);
  certificateRoutes(app, kit);
  practiceRoutes(app, kit);

  app.notFound((c) => notFound(c, site));
  app.onError((error, c) => {
    if (error instanceof NotFound || error instanceof NotSignedIn) return notFound(c, site);
    if (error instanceof WrongState)
      return trouble(c, site, 409, error.code, 'That is not possible now', [error.message]);
    if (error instanceof TooMany) {
      c.header('retry-after', String(error.retryAfterSeconds));
      return trouble(c, site, 429, error.code, 'Please wait a little', [error.message]);
    }
    options.onFault?.(error, c);
    const away = error instanceof RepositoryUnavailable;
    return trouble(c, site, away ? 503 : 500, away ? error.code : 'fault', 'Sorry, something went wrong', [
      'This is our fault, not yours. Everything you saved before is kept.',
      'Wait a minute, then go back and try again. If your deadline is near, write to us: the address is below.',
    ]);
  });
  return app;
}

const notFound = (c: Context, site: Site) =>
  trouble(c, site, 404, 'not-found', 'There is no such page', [
    'Perhaps the address was not copied whole. Open the link in our mail, or ask us: the address is below.',
  ]);

function trouble(
  c: Context,
  site: Site,
  status: ContentfulStatusCode,
  code: string,
  title: string,
  sentences: readonly string[],
): Response | Promise<Response> {
  if (wantsJson(c)) return c.json({ code, message: sentences.join(' ') }, status);
  return page(
    c,
    <Page site={site} title={title}>
      <h1>{title}</h1>
      {sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
    </Page>,
    status,
  );
}
