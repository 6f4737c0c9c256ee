import { defineAction } from '../action.ts';
import { required, text } from '../shape.ts';
import { findTagged } from '../tagged.ts';
import { tagsMember, tagsOf } from '../tags.ts';

export const tagResource = defineAction({
  name: 'TagResource',
  input: { resourceArn: required(text({ min: 1, max: 256 })), tags: required(tagsMember) },
  async run(context, { resourceArn, tags }) {
    const tagged = findTagged(context, resourceArn);
    await tagged.put(tagsOf(tags, tagged.tags, resourceArn));
    return {};
  },
});
