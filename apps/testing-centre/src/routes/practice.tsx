import { InvalidInput } from '@resit/integrity/errors';
import {
  checkPracticeAnswer,
  listPracticeTopics,
  type PracticeFeedback,
  type PracticeQuestion,
  type PracticeTopic,
  viewPracticeQuestion,
} from '@resit/integrity/use-cases/student/practise';
import type { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { readFields } from '../http/fields.ts';
import { type Kit, page, param } from '../http/kit.ts';
import { AnswerFields, answerFrom, answerLines, inputId, STEM_ID } from '../page/answer-fields.tsx';
import { type FieldProblem, ProblemSummary } from '../page/fields.tsx';
import { Inline, Markdown } from '../page/markdown.tsx';
import { Page, type Site } from '../page/shell.tsx';
import { counted } from '../page/words.ts';
import { readNumber } from './question.tsx';

/** Practice for anybody, with feedback at once. It keeps nothing, and asks only what no exam asks. */
export function practiceRoutes(app: Hono, kit: Kit): void {
  const { deps, site } = kit;

  app.get('/practice', async (c) => page(c, <Topics site={site} topics={await listPracticeTopics(deps)} />));

  app.get('/practice/:topicId', (c) => c.redirect(`/practice/${encodeURIComponent(param(c, 'topicId'))}/1`, 302));

  app.get('/practice/:topicId/:number', async (c) => {
    const where = { topicId: param(c, 'topicId'), number: readNumber(param(c, 'number')) };
    return page(c, <Ask site={site} asked={await viewPracticeQuestion(deps, where)} problems={[]} />);
  });

  app.post('/practice/:topicId/:number', async (c) => {
    const where = { topicId: param(c, 'topicId'), number: readNumber(param(c, 'number')) };
    const asked = await viewPracticeQuestion(deps, where);
    const { type } = asked.question;
    try {
      const given = answerFrom(type, await readFields(c)) ?? {};
      return await page(c, <Feedback site={site} feedback={await checkPracticeAnswer(deps, where, given)} />);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const problems = error.errors.map(({ pointer, message }) => ({ id: firstInput(type, pointer), message }));
      return page(c, <Ask site={site} asked={asked} problems={problems} />, 422);
    }
  });
}

/** Where the summary leads when the answer as a whole is missing: the first input there is. */
function firstInput(type: PracticeQuestion['question']['type'], pointer: string): string {
  const fields = { 'multiple-response': '/choices', numerical: '/value', 'short-answer': '/text' } as const;
  return inputId(type, pointer !== '' ? pointer : type in fields ? fields[type as keyof typeof fields] : '/');
}

const practicePath = (topicId: string, number: number): string => `/practice/${encodeURIComponent(topicId)}/${number}`;

const Topics: FC<{ site: Site; topics: readonly PracticeTopic[] }> = ({ site, topics }) => (
  <Page site={site} title="Practise">
    <h1>Practise</h1>
    <p class="lead">Choose a topic. After each answer you see at once how you did, and why.</p>
    <p>Nobody else sees it, nothing is kept, and it does not count.</p>
    {topics.length === 0 && <p>There are no practice questions at the moment.</p>}
    {topics.map(({ topic, questionCount }) => (
      <section>
        <h2>
          <a href={practicePath(topic.id, 1)}>{topic.title}</a>
        </h2>
        <p>
          {topic.summary} <span class="soft nowrap">{counted(questionCount, 'question')}</span>
        </p>
      </section>
    ))}
  </Page>
);

interface AskProps {
  site: Site;
  asked: PracticeQuestion;
  problems: readonly FieldProblem[];
}

const Head: FC<{ asked: PracticeQuestion }> = ({ asked: { topic, question } }) => (
  <div class="question-head">
    <p class="caption">{`Practice: ${topic.title}`}</p>
    <h1>{`Question ${question.number} of ${question.count}`}</h1>
    <progress max={question.count} value={question.number} aria-hidden="true"></progress>
  </div>
);

const titleOf = ({ topic, question }: PracticeQuestion): string =>
  `Practice question ${question.number} of ${question.count}: ${topic.title}`;

const Ask: FC<AskProps> = ({ site, asked, problems }) => (
  <Page site={site} title={titleOf(asked)} wrong={problems.length > 0} back={{ href: '/practice', text: 'All topics' }}>
    <ProblemSummary problems={problems} />
    <Head asked={asked} />
    <form method="post" action={practicePath(asked.topic.id, asked.question.number)} novalidate>
      <div class="stem" id={STEM_ID}>
        <Markdown text={asked.question.stem} />
      </div>
      <AnswerFields question={asked.question} problems={problems} />
      <div class="actions">
        <button class="button" type="submit">
          Check my answer
        </button>
      </div>
    </form>
  </Page>
);

const verdicts = {
  right: 'That is right',
  'partly-right': 'That is partly right',
  'not-right': 'That is not right',
} as const;

const Feedback: FC<{ site: Site; feedback: PracticeFeedback }> = ({ site, feedback }) => {
  const { question, topic, verdict, given, correct } = feedback;
  const isLast = question.number === question.count;
  return (
    <Page
      site={site}
      title={`${verdicts[verdict]}: ${titleOf(feedback)}`}
      back={{ href: '/practice', text: 'All topics' }}
    >
      <Head asked={feedback} />
      <div class="stem">
        <Markdown text={question.stem} />
      </div>
      <div class={verdict === 'right' ? 'outcome good' : 'outcome'} role="status">
        <h2>{verdicts[verdict]}</h2>
        <Markdown text={feedback.feedback} />
        <p class="soft">
          Source: <Inline text={feedback.source} />
        </p>
      </div>
      <dl class="facts">
        <div>
          <dt>Your answer</dt>
          <dd>
            <Lines lines={answerLines(question, given)} />
          </dd>
        </div>
        {verdict !== 'right' && (
          <div>
            <dt>A right answer</dt>
            <dd>
              <Lines lines={answerLines(question, correct)} />
            </dd>
          </div>
        )}
      </dl>
      <div class="actions">
        {isLast ? (
          <a class="button" href="/practice">
            Choose another topic
          </a>
        ) : (
          <a class="button" href={practicePath(topic.id, question.number + 1)}>
            Next question
          </a>
        )}
        <a href={practicePath(topic.id, question.number)}>Try this one again</a>
      </div>
    </Page>
  );
};

const Lines: FC<{ lines: readonly string[] | undefined }> = ({ lines }) => (
  <>
    {(lines ?? []).map((line) => (
      <div>{line}</div>
    ))}
  </>
);
