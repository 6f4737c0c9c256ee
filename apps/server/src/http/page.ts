import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

/** What the host's own pages are put into; they wear the Testing Centre's styles. */
export interface PageFrame {
  institution: string;
  contactName: string;
  contactAddress: string;
  stylesPath: string;
  iconPath: string;
}

/** A page of the host: masthead, one column, whom to ask. */
export const hostPage = (frame: PageFrame, title: string, main: Html, scriptPath?: string): Html =>
  html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>${title} – ${frame.institution}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${frame.iconPath}">
<link rel="stylesheet" href="${frame.stylesPath}">
${scriptPath === undefined ? '' : html`<script type="module" src="${scriptPath}"></script>`}
</head>
<body>
<header class="masthead"><div class="column"><b>${frame.institution}</b><span>Academic integrity</span></div></header>
<main id="main" tabindex="-1"><div class="column">
${main}
</div></main>
<footer class="foot"><div class="column">
<p>Questions? Ask ${frame.contactName}: <a href="mailto:${frame.contactAddress}">${frame.contactAddress}</a></p>
</div></footer>
</body>
</html>`;

/** The policy of these pages: their style sheet, icon and script, forms to this origin. */
export const hostPagePolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
