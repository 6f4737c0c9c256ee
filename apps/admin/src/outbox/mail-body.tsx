import Link from '@cloudscape-design/components/link';
import { type ReactNode, useRef, useState } from 'react';

const address = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

/** The text of a mail as it was sent, with its addresses as links. */
export function MailText({ text }: { text: string }) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    parts.push(
      text.slice(end, match.index),
      <Link key={match.index} href={match[0]} external externalIconAriaLabel="Opens in a new tab">
        {match[0]}
      </Link>,
    );
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return <div className="rs-plain-text">{parts}</div>;
}

/**
 * Styles of the mail, applied through the object model: the site's content security policy holds inside the frame, and
 * it allows no inline styles.
 */
function dress(frame: Document): void {
  for (const element of frame.querySelectorAll<HTMLElement>('[style]'))
    element.style.cssText = element.getAttribute('style') ?? '';
  const view = frame.defaultView;
  if (view)
    frame.adoptedStyleSheets = [...frame.querySelectorAll('style')].map((style) => {
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync(style.textContent ?? '');
      return sheet;
    });
  for (const link of frame.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
}

/** The HTML of a mail in a frame in which no script runs and nothing is loaded. */
export function MailHtml({ html, subject }: { html: string; subject: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(320);
  return (
    <iframe
      ref={frame}
      className="rs-mail-frame"
      title={`Mail: ${subject}`}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      srcDoc={html}
      height={height}
      onLoad={() => {
        const inside = frame.current?.contentDocument;
        if (!inside) return;
        dress(inside);
        setHeight(Math.min(900, inside.documentElement.scrollHeight + 16));
      }}
    />
  );
}
