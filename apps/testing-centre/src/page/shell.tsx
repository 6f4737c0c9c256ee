import type { Institution } from '@resit/integrity/ports/deps';
import type { FC, PropsWithChildren } from 'hono/jsx';
import type { Assets } from '../assets.ts';

/** What every page is put into. */
export interface Site {
  institution: Institution;
  assets: Assets;
}

/** The name of what this is, in titles and in the masthead. */
export const SERVICE_NAME = 'Referencing exam';

interface PageProps {
  site: Site;
  /** Also the first part of the document's title. */
  title: string;
  /** The page shows errors: its title says so first. */
  wrong?: boolean;
  back?: { href: string; text: string };
  /** The exam whose session is on this device: the foot offers to leave it. */
  leave?: string;
}

/** One page: masthead, one column, whom to ask at its foot. */
export const Page: FC<PropsWithChildren<PageProps>> = ({ site, title, wrong, back, leave, children }) => (
  <html lang="en-GB">
    <head>
      <meta charset="utf-8" />
      <title>{`${wrong ? 'Error: ' : ''}${title} – ${SERVICE_NAME} – ${site.institution.name}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <meta name="color-scheme" content="light dark" />
      <meta name="format-detection" content="telephone=no" />
      <link rel="icon" type={site.assets.icon.mediaType} href={site.assets.icon.path} />
      <link rel="stylesheet" href={site.assets.styles.path} />
      <script type="module" src={site.assets.script.path}></script>
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to the main part
      </a>
      <header class="masthead">
        <div class="column">
          <b>{site.institution.name}</b>
          <span>{SERVICE_NAME}</span>
        </div>
      </header>
      <main id="main" tabindex={-1}>
        <div class="column">
          {back && (
            <a class="back no-print" href={back.href}>
              {back.text}
            </a>
          )}
          <div data-notices aria-live="polite"></div>
          {children}
        </div>
      </main>
      <footer class="foot">
        <div class="column">
          <p>
            Questions? Write to {site.institution.contactName},{' '}
            <a href={`mailto:${site.institution.contactAddress}`}>{site.institution.contactAddress}</a>.
          </p>
          {leave !== undefined && (
            <form method="post" action={`${examPath(leave)}/leave`}>
              <button class="plain" type="submit">
                Sign out on this device
              </button>
            </form>
          )}
        </div>
      </footer>
    </body>
  </html>
);

/** The path of an exam's pages. */
export const examPath = (examId: string): string => `/exam/${encodeURIComponent(examId)}`;
