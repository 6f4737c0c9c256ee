/** The counter of how often a question was drawn for an exam, by anybody. */
export const exposureCounter = (questionId: string): string => `exposure:${questionId}`;
