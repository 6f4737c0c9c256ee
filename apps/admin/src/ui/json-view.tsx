import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

const pieces = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON text with keys, texts and values marked; what is between them stays as it is. */
function marked(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(pieces)) {
    const [whole, quoted, colon] = match;
    parts.push(text.slice(end, match.index));
    const kind = quoted === undefined ? 'rs-code-value' : colon === undefined ? 'rs-code-text' : 'rs-code-key';
    const inside = quoted ?? whole;
    parts.push(
      <span key={match.index} className={kind}>
        {inside}
      </span>,
      whole.slice(inside.length),
    );
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts;
}

/** A value of the workflow, as JSON, with a button that copies it. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = JSON.stringify(value, null, 2) ?? '';
  return (
    <SpaceBetween size="xs">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it */}
      <section className="rs-code" tabIndex={0} aria-label={label}>
        <pre>{marked(text)}</pre>
      </section>
      <CopyToClipboard
        variant="button"
        copyButtonText="Copy"
        copyButtonAriaLabel={`Copy ${label}`}
        textToCopy={text}
        copySuccessText="Copied"
        copyErrorText="Could not be copied"
      />
    </SpaceBetween>
  );
}
