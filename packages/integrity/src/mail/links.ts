/** Where mails lead. Links hold public ids and nothing secret. */
export const examLink = (origin: string, examId: string): string => `${origin}/exam/${encodeURIComponent(examId)}`;

export const certificateLink = (origin: string, certificateId: string): string =>
  `${origin}/certificate/${encodeURIComponent(certificateId)}`;

/** The incident on the Admin site. */
export const incidentLink = (origin: string, incidentId: string): string =>
  `${origin}/admin/incidents/${encodeURIComponent(incidentId)}`;
