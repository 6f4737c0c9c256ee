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

/** Style attributes wait under another name: inside the frame the site's content security policy allows none in HTML. */
const withoutStyles = (html: string): string => html.replace(/\sstyle="/g, ' data-style="');

/** Gives the mail its styles back through the object model, which the policy allows, and opens its links in new tabs. */
function dress(frame: Document): void {
  for (const element of frame.querySelectorAll<HTMLElement>('[data-style]'))
    element.style.cssText = element.dataset['style'] ?? '';
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
      srcDoc={withoutStyles(html)}
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
