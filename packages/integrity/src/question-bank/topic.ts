import { z } from 'zod';
import type { Blueprint } from './blueprint.ts';

/** What questions are about, and where a student reads up on it. */
export type Topic = {
  readonly id: string;
  readonly title: string;
  /** One sentence to the student: what to know. */
  readonly summary: string;
  /** Share of an exam by the default blueprint; 0 leaves the topic out. */
  readonly weight: number;
  readonly links: readonly { readonly title: string; readonly url: string }[];
};

const topicSchema: z.ZodType<Topic> = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  title: z.string().trim().min(1).max(100),
  summary: z.string().trim().min(1).max(300),
  weight: z.number().min(0).max(1000),
  links: z
    .array(z.strictObject({ title: z.string().trim().min(1).max(200), url: z.url({ protocol: /^https$/ }) }))
    .min(1)
    .max(10),
});

/** A list of topics, no id twice. */
export const topicsSchema: z.ZodType<readonly Topic[]> = z
  .array(topicSchema)
  .min(1)
  .refine((topics) => new Set(topics.map((topic) => topic.id)).size === topics.length, 'A topic id is used twice');

/** The weights that the topics themselves name. */
export function defaultBlueprint(topics: readonly Topic[]): Blueprint {
  return Object.fromEntries(topics.map((topic) => [topic.id, topic.weight]));
}
