import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { createApi, dataOf } from '../api/client.ts';
import { type Site, SiteContext } from '../api/context.tsx';
import { mayRetry, toProblem } from '../api/problem.ts';
import { createSession, isCallback, isSignedOutPage, type Session } from '../auth/session.ts';
import { ConfigUnavailable, loadConfig } from './config.ts';
import { Door, Starting } from './door.tsx';
import { FlashesProvider } from './flashes.tsx';
import { createSiteRouter } from './router.tsx';
import { SignInAgain } from './sign-in-again.tsx';

type Stage =
  | { name: 'starting'; words: string }
  | { name: 'signed-out'; session: Session }
  | { name: 'failed'; title: string; words: string; again?: () => void }
  | { name: 'ready'; site: Site; router: ReturnType<typeof createSiteRouter>; queries: QueryClient };

const ended = new EventTarget();

/** Signs in, learns who is there and what they may do, and only then shows the site. */
async function start(toStage: (stage: Stage) => void): Promise<void> {
  const config = await loadConfig();
  const session = createSession(config);
  if (isSignedOutPage()) return toStage({ name: 'signed-out', session });
  if (!isCallback()) return session.signIn(location.pathname + location.search + location.hash);
  let returnTo: string;
  try {
    returnTo = await session.completeSignIn();
  } catch (thrown) {
    const words = thrown instanceof Error ? thrown.message : '';
    return toStage({
      name: 'failed',
      title: 'You are not signed in',
      words: `The sign-in did not complete. ${words}`,
      again: () => void session.signIn('/admin/'),
    });
  }
  history.replaceState(null, '', returnTo);
  toStage({ name: 'starting', words: 'Loading…' });
  const api = createApi(session, () => ended.dispatchEvent(new Event('ended')));
  const [me, settings] = await Promise.all([dataOf(api.GET('/me')), dataOf(api.GET('/settings'))]);
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => failures < 2 && mayRetry(toProblem(error)),
      },
    },
  });
  const site: Site = { api, session, me, settings, settingsReadMs: Date.now() };
  toStage({ name: 'ready', site, router: createSiteRouter(site), queries });
}

let started = false;

export function Start() {
  const [stage, setStage] = useState<Stage>({ name: 'starting', words: 'Signing in…' });
  const [signInEnded, setSignInEnded] = useState(false);

  useEffect(() => {
    const onEnded = () => setSignInEnded(true);
    ended.addEventListener('ended', onEnded);
    return () => ended.removeEventListener('ended', onEnded);
  }, []);

  useEffect(() => {
    // Strict mode runs effects twice; the answer of a sign-in can be taken once.
    if (started) return;
    started = true;
    start(setStage).catch((thrown: unknown) => {
      const words = thrown instanceof ConfigUnavailable ? thrown.message : toProblem(thrown).words;
      setStage({
        name: 'failed',
        title: 'The Admin site cannot start',
        words,
        again: () => location.reload(),
      });
    });
  }, []);

  switch (stage.name) {
    case 'starting':
      return <Starting words={stage.words} />;
    case 'signed-out':
      return (
        <Door
          title="Resit Admin"
          words="You are signed out."
          action={{ text: 'Sign in', onClick: () => void stage.session.signIn('/admin/') }}
        />
      );
    case 'failed':
      return (
        <Door
          title={stage.title}
          words={stage.words}
          problem
          {...(stage.again ? { action: { text: 'Try again', onClick: stage.again } } : {})}
        />
      );
    case 'ready':
      return (
        <SiteContext value={stage.site}>
          <QueryClientProvider client={stage.queries}>
            <FlashesProvider>
              <RouterProvider router={stage.router} />
              <SignInAgain visible={signInEnded} session={stage.site.session} />
            </FlashesProvider>
          </QueryClientProvider>
        </SiteContext>
      );
  }
}
