import { PASSWORD_LENGTH_MIN } from '@resit/integrity/staff/password';
import { html, raw } from 'hono/html';
import { hostPage, type PageFrame } from '../http/page.ts';

type Html = ReturnType<typeof html>;

/** What is wrong with a form: said at its top, with a link to the field, and again at the field. */
export interface Mistake {
  field: string;
  message: string;
}

const summary = (mistake: Mistake | undefined): Html | '' =>
  mistake === undefined
    ? ''
    : html`<div class="problem" role="alert"><h2>There is a problem</h2><ul><li><a href="#${mistake.field}">${mistake.message}</a></li></ul></div>`;

interface Field {
  id: string;
  label: string;
  hint?: string;
  type: 'text' | 'password';
  autocomplete: string;
  value?: string;
}

function field({ id, label, hint, type, autocomplete, value = '' }: Field, mistake: Mistake | undefined): Html {
  const wrong = mistake?.field === id;
  const described = [...(hint ? [`${id}-hint`] : []), ...(wrong ? [`${id}-mistake`] : [])].join(' ');
  return html`<div class="field${wrong ? ' wrong' : ''}">
<label for="${id}">${label}</label>
${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ''}
${wrong ? html`<p class="mistake" id="${id}-mistake"><span class="hidden">Error: </span>${mistake.message}</p>` : ''}
<input id="${id}" name="${id}" type="${type}" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false" value="${value}" required${described === '' ? '' : raw(` aria-describedby="${described}"`)}${wrong ? raw(' aria-invalid="true"') : ''}>
</div>`;
}

const titled = (title: string, mistake: Mistake | undefined): string => (mistake ? `Error: ${title}` : title);

/** Where staff say who they are. */
export const signInPage = (frame: PageFrame, action: string, username: string, mistake?: Mistake): Html =>
  hostPage(
    frame,
    titled('Staff sign in', mistake),
    html`${summary(mistake)}
<h1>Staff sign in</h1>
<form method="post" action="${action}">
${field({ id: 'username', label: 'User name', type: 'text', autocomplete: 'username', value: username }, mistake)}
${field({ id: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' }, mistake)}
<p class="actions"><button class="button" type="submit">Sign in</button></p>
</form>
<p class="soft">Forgotten your password? An administrator of Resit can give you a one-time password.</p>
<p class="soft">Are you a student? You need no password here: open the link in our mail.</p>`,
  );

/** Where a one-time password is replaced. */
export const choosePasswordPage = (frame: PageFrame, action: string, username: string, mistake?: Mistake): Html =>
  hostPage(
    frame,
    titled('Choose a password', mistake),
    html`${summary(mistake)}
<h1>Choose a password</h1>
<p>You signed in with a one-time password. It works once: choose your own now.</p>
<form method="post" action="${action}">
<input type="hidden" name="username" value="${username}" autocomplete="username">
${field(
  {
    id: 'password',
    label: 'New password',
    hint: `At least ${PASSWORD_LENGTH_MIN} characters. There are no other rules.`,
    type: 'password',
    autocomplete: 'new-password',
  },
  mistake,
)}
${field({ id: 'repeated', label: 'The same password again', type: 'password', autocomplete: 'new-password' }, mistake)}
<p class="actions"><button class="button" type="submit">Save and continue</button></p>
</form>`,
  );

/** The end of a session, to be confirmed; with the script it confirms itself. */
export const signOutPage = (frame: PageFrame, form: string, scriptPath: string): Html =>
  hostPage(
    frame,
    'Sign out',
    html`<h1>Sign out</h1>
<p>Do you want to sign out of Resit in this browser?</p>
${raw(form)}
<p class="actions">
<button class="button" type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<a class="button second" href="/admin/">Stay signed in</a>
</p>`,
    scriptPath,
  );

export const signedOutPage = (frame: PageFrame): Html =>
  hostPage(
    frame,
    'Signed out',
    html`<h1>You are signed out</h1>
<p class="actions"><a class="button" href="/admin/">Sign in again</a></p>`,
  );

/** Something about the way here was wrong; the person can do one thing about it. */
export const signInFailedPage = (frame: PageFrame, words: string): Html =>
  hostPage(
    frame,
    'Sign in again',
    html`<h1>Sign in again</h1>
<p>${words}</p>
<p class="actions"><a class="button" href="/admin/">Start again</a></p>`,
  );
