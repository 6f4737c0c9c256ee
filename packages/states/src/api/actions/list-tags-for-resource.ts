import { defineAction } from '../action.ts';
import { required, text } from '../shape.ts';
import { findTagged } from '../tagged.ts';

export const listTagsForResource = defineAction({
  name: 'ListTagsForResource',
  input: { resourceArn: required(text({ min: 1, max: 256 })) },
  run(context, { resourceArn }) {
    const { tags } = findTagged(context, resourceArn);
    return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  },
});
