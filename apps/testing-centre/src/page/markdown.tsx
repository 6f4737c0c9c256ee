import type { Child, FC } from 'hono/jsx';
import { Lexer, lexer, type Token, type Tokens } from 'marked';

/**
 * Markdown of the question bank as nodes, picked from a list of what may be shown. HTML in it is shown as the text that
 * it is, pictures as their words; a link leads somewhere only by https.
 */
export const Markdown: FC<{ text: string }> = ({ text }) => <>{blocks(lexer(text))}</>;

/** The same for one line within something else, such as an option. */
export const Inline: FC<{ text: string }> = ({ text }) => <>{inlines(Lexer.lexInline(text))}</>;

/** What is left when the marks are taken out. */
export function plainText(text: string): string {
  return lexer(text).map(plain).join(' ').replace(/\s+/gu, ' ').trim();
}

const isOf = <T extends Token>(token: Token, type: T['type']): token is T => token.type === type;

const blocks = (tokens: readonly Token[]): Child[] => tokens.map(block);

function block(token: Token): Child {
  if (isOf<Tokens.Paragraph>(token, 'paragraph')) return <p>{inlines(token.tokens)}</p>;
  if (isOf<Tokens.Heading>(token, 'heading'))
    return (
      <p>
        <strong>{inlines(token.tokens)}</strong>
      </p>
    );
  if (isOf<Tokens.Blockquote>(token, 'blockquote')) return <blockquote>{blocks(token.tokens)}</blockquote>;
  if (isOf<Tokens.Code>(token, 'code')) return <pre>{token.text}</pre>;
  if (isOf<Tokens.List>(token, 'list')) {
    const items = token.items.map((item) => <li>{blocks(item.tokens)}</li>);
    return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>;
  }
  if (token.type === 'space' || token.type === 'def' || token.type === 'hr') return null;
  // Text of a tight list item, raw HTML, and whatever else there may be.
  return inline(token);
}

const inlines = (tokens: readonly Token[]): Child[] => tokens.map(inline);

function inline(token: Token): Child {
  const children: readonly Token[] | undefined = 'tokens' in token ? token.tokens : undefined;
  const inner = (): Child => (children ? inlines(children) : textOf(token));
  switch (token.type) {
    case 'strong':
      return <strong>{inner()}</strong>;
    case 'em':
      return <em>{inner()}</em>;
    case 'del':
      return <del>{inner()}</del>;
    case 'codespan':
      return <code>{textOf(token)}</code>;
    case 'br':
      return <br />;
    case 'link':
      return /^https:\/\//iu.test((token as Tokens.Link).href) ? (
        <a href={(token as Tokens.Link).href} rel="noreferrer">
          {inner()}
        </a>
      ) : (
        inner()
      );
    default:
      return inner();
  }
}

/** Marked keeps texts as written, so they are escaped once, when they are rendered. */
function textOf(token: Token): string {
  return 'text' in token && typeof token.text === 'string' ? token.text : token.raw;
}

function plain(token: Token): string {
  if (isOf<Tokens.List>(token, 'list')) return token.items.map((item) => item.tokens.map(plain).join(' ')).join('; ');
  if (token.type === 'space' || token.type === 'br') return ' ';
  const children: readonly Token[] | undefined = 'tokens' in token ? token.tokens : undefined;
  return children ? children.map(plain).join('') : textOf(token);
}
