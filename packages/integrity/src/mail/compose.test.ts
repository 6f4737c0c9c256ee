import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeMail, headerText } from './compose.ts';
import { mailTemplates } from './mail.ts';
import { placeholdersOf, previewValues } from './placeholders.ts';
import { checkTemplate, escapeHtml, parseTemplateFile, parseTemplateFiles, TemplateInvalid } from './template.ts';

const folder = new URL('../../../../workflow/mail/', import.meta.url);
const shipped = parseTemplateFiles(
  Object.fromEntries(
    readdirSync(folder).map((file) => [file.replace(/\.md$/, ''), readFileSync(new URL(file, folder), 'utf8')]),
  ),
);

const strip = (html: string): string => html.replace(/^[\s\S]*<body/, '<body').replace(/<[^>]*>/g, '');

const awkwardNames = [
  "Siobhán O'Brien",
  'Jo "quoted" Smith',
  'back\\slash',
  '李 小龍',
  '🎓 emoji 👩‍🏫',
  '**bold** _and_ [link](https://evil.example)',
  '<script>alert(1)</script>',
  '{{contactAddress}} {{link}}',
  '&amp; &lt;',
  '# heading',
  'zqxlinkxqz',
  '$& $1 $`',
];

describe('composeMail', () => {
  it.each(awkwardNames)('carries %s unharmed: exactly in the text, escaped in the HTML', (name) => {
    const source = { subject: 'For {{name}}', body: 'Dear **{{name}}**,\n\nsee [this page]({{link}}).' };
    const mail = composeMail(source, { ...previewValues, name });
    expect(mail.subject).toBe(`For ${name}`);
    expect(mail.text).toBe(`Dear ${name},\n\nsee this page: https://resit.example.edu/exam/example.\n`);
    expect(mail.html).toContain(`<p>Dear <strong>${escapeHtml(name)}</strong>,</p>`);
  });

  it('puts any value into the text exactly and into the HTML without a tag of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        fc.pre(value.trim() !== '');
        const mail = composeMail({ subject: 'S', body: 'Before {{why}} after' }, { why: value });
        expect(mail.text).toBe(`Before ${value.replaceAll('\r\n', '\n')} after\n`);
        expect(strip(mail.html)).not.toMatch(/[<>]/);
      }),
    );
  });

  it('never lets a value end the subject line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const { subject } = composeMail({ subject: 'For {{name}}', body: 'x' }, { name });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(subject).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/);
        expect([...subject].length).toBeLessThanOrEqual(250);
      }),
    );
    expect(headerText('Eve\r\nBcc: all@example.edu')).toBe('Eve Bcc: all@example.edu');
  });

  it('leaves out a paragraph that is nothing but empty values', () => {
    const mail = composeMail({ subject: 'S', body: 'First.\n\n{{penalty}}\n\nLast.' }, { penalty: '' });
    expect(mail.text).toBe('First.\n\nLast.\n');
    expect(mail.html).not.toContain('<p></p>');
  });

  it('breaks the lines of a value in the HTML as in the text', () => {
    const mail = composeMail({ subject: 'S', body: '{{why}}' }, { why: 'One.\n\nTwo <3.' });
    expect(mail.text).toBe('One.\n\nTwo <3.\n');
    expect(mail.html).toContain('<p>One.<br>\n<br>\nTwo &lt;3.</p>');
  });

  it('writes lists, links and emphasis as plain text that reads well', () => {
    const body =
      '- one **thing**\n- [two]({{link}})\n\n3. three\n4. four\n\n> said\n\n<b>raw</b> ![seen](https://x.example/y.png)';
    const mail = composeMail({ subject: 'S', body }, { link: 'https://a.example/x?y=1&z=2' });
    expect(mail.text).toBe(
      '- one thing\n- two: https://a.example/x?y=1&z=2\n\n3. three\n4. four\n\n> said\n\n<b>raw</b> seen\n',
    );
    expect(mail.html).toContain('href="https://a.example/x?y=1&amp;z=2"');
    expect(mail.html).toContain('&lt;b&gt;raw&lt;/b&gt; seen');
    expect(mail.html).not.toContain('<img');
  });
});

describe('the shipped templates', () => {
  it.each([...mailTemplates])('%s is one that can be used and gives every value its place', (name) => {
    const mail = composeMail(shipped[name], previewValues);
    expect(mail.text).not.toMatch(/\{\{|\}\}|zqx|undefined/);
    expect(mail.html).not.toMatch(/\{\{|\}\}|zqx|undefined|<img/);
    for (const placeholder of placeholdersOf(name)) {
      if (`${shipped[name].subject}${shipped[name].body}`.includes(`{{${placeholder}}}`)) {
        expect(mail.subject + mail.text).toContain(previewValues[placeholder]);
      }
    }
  });

  it.each([...mailTemplates])('%s begins with what to do, has at most one link, and says the reference', (name) => {
    const mail = composeMail(shipped[name], previewValues);
    const first = mail.text.split('\n')[0] ?? '';
    expect(first).toMatch(/\b(please|need not|you have|Enter|see to)\b/);
    expect(mail.html.match(/<a href=/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(mail.text).toContain(previewValues.reference);
  });

  it.each(mailTemplates.filter((name) => name !== 'officer-notice'))('%s says whom to ask', (name) => {
    const { text } = composeMail(shipped[name], previewValues);
    expect(text).toContain(previewValues.contactName);
    expect(text).toContain(previewValues.contactAddress);
  });

  it.each(['invitation', 'reminder', 'extension', 'request-answered', 'request-received'] as const)(
    '%s says the deadline with its zone',
    (name) => {
      expect(composeMail(shipped[name], previewValues).text).toContain(previewValues.deadline);
    },
  );

  it.each([...mailTemplates])('%s never says why in the subject', (name) => {
    expect(composeMail(shipped[name], previewValues).subject).not.toMatch(
      /plagiar|misconduct|integrity|fail|penalty|incident report/i,
    );
  });
});

describe('checkTemplate', () => {
  const pointers = (name: (typeof mailTemplates)[number], subject: string, body: string) =>
    checkTemplate(name, { subject, body }).map(({ pointer, code }) => `${pointer} ${code}`);

  it('refuses a placeholder that the mail does not have, and names those that it has', () => {
    const [error] = checkTemplate('reminder', { subject: 'S', body: 'Your {{score}}' });
    expect(error).toMatchObject({ pointer: '/body', code: 'unknown-placeholder' });
    expect(error?.message).toContain('{{deadline}}');
  });

  it('refuses braces that name nothing', () => {
    expect(pointers('request-received', 'S', 'By {{ deadline')).toEqual(['/body invalid']);
    expect(pointers('request-received', 'S', 'By {{#if x}} {{deadline}}')).toEqual(['/body invalid']);
  });

  it('refuses links that lead anywhere but the page, https: or mailto:', () => {
    for (const target of ['javascript:alert(1)', 'http://x.example', '{{name}}', 'https://x.example/{{name}}']) {
      expect(pointers('request-received', 'S', `[go](${target})`)).toEqual(['/body bad-link']);
    }
    expect(
      pointers('request-received', 'S', '[go]({{link}}) [ask](mailto:a@b.example) [read](https://b.example)'),
    ).toEqual([]);
  });

  it('wants the code in the body of the code mail and never in a subject', () => {
    expect(pointers('code', 'Your code', 'Hello')).toEqual(['/body required']);
    expect(pointers('code', '{{code}}', '{{code}}')).toEqual(['/subject not-allowed']);
  });

  it.each(['invitation', 'reminder', 'extension'] as const)('wants the link and the deadline in the %s', (name) => {
    expect(pointers(name, 'An exam', 'Hello')).toEqual(['/body required', '/body required']);
    expect(pointers(name, '{{deadline}}', '{{link}} by {{deadlineDay}}')).toEqual(['/body required']);
    expect(pointers(name, 'An exam', '{{link}} by {{deadline}}')).toEqual([]);
    const words = checkTemplate(name, { subject: 'S', body: 'Hello' }).map(({ message }) => message);
    expect(words).toEqual([
      'Put {{link}} in the text: the student finds the exam by it.',
      'Put {{deadline}} in the text: the student has to know by when.',
    ]);
  });

  it('wants in every mail what it is for, which the shipped ones have', () => {
    const needed = mailTemplates.filter((name) => pointers(name, 'S', 'Hello').includes('/body required'));
    expect(needed).toEqual([
      'invitation',
      'reminder',
      'code',
      'request-answered',
      'resolved',
      'decision',
      'extension',
      'report-answered',
      'officer-notice',
    ]);
    for (const name of mailTemplates) expect(checkTemplate(name, shipped[name])).toEqual([]);
  });

  it('refuses an empty subject and an empty body', () => {
    expect(pointers('withdrawn', ' ', '')).toEqual(['/subject required', '/body required']);
  });

  it('refuses a file without its front matter, naming the template', () => {
    expect(() => parseTemplateFile('code', 'Hello')).toThrow(TemplateInvalid);
    expect(() => parseTemplateFiles({})).toThrow(/invitation/);
  });
});
