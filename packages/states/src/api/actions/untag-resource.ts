import { defineAction } from '../action.ts';
import { list, required, text } from '../shape.ts';
import { findTagged } from '../tagged.ts';

export const untagResource = defineAction({
  name: 'UntagResource',
  input: {
    resourceArn: required(text({ min: 1, max: 256 })),
    tagKeys: required(list(text({ min: 1, max: 128 }))),
  },
  async run(context, { resourceArn, tagKeys }) {
    const tagged = findTagged(context, resourceArn);
    const left = Object.entries(tagged.tags).filter(([key]) => !tagKeys.includes(key));
    await tagged.put(Object.fromEntries(left));
    return {};
  },
});
