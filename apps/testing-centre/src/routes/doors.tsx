import type { Hono } from 'hono';
import { type Kit, page } from '../http/kit.ts';
import { Page } from '../page/shell.tsx';

/** The front of the whole installation: one door for students, one for staff. */
export function doorsRoutes(app: Hono, kit: Kit): void {
  const { name } = kit.site.institution;
  app.get('/', (c) =>
    page(
      c,
      <Page site={kit.site} title="Welcome">
        <h1>Academic integrity</h1>
        <h2>I have a link in a mail</h2>
        <p>
          You have been asked to take a short exam about referencing. Open the link in our mail: it leads to your exam,
          and the page there says what happens next.
        </p>
        <p>No mail? Look in your spam folder, then ask us. You can try questions of the same kind first.</p>
        <p class="actions">
          <a class="button second" href="/practice">
            Practise
          </a>
        </p>
        <h2>{`I work at ${name}`}</h2>
        <p class="actions">
          <a class="button" href="/admin/">
            Staff sign in
          </a>
        </p>
      </Page>,
    ),
  );
}
