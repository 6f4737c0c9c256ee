// Members that hold what callers sent for themselves: AWS's model of the API marks them sensitive, and no answer shows them.
import { MAX_PAYLOAD_BYTES } from '../interpreter/limits.ts';
import { text } from './shape.ts';

/** An execution's input, a task's output. */
export const payloadMember = text({ maxBytes: MAX_PAYLOAD_BYTES, sensitive: true });
export const errorMember = text({ max: 256, sensitive: true });
export const causeMember = text({ max: 32_768, sensitive: true });
export const definitionMember = text({ min: 1, max: 1_048_576, sensitive: true });
/** Of a version or an alias. */
export const descriptionMember = text({ max: 256, sensitive: true });
