/** Chains of the audit log that people choose by name, and what each holds. An incident's own chain goes by its id. */
export const chains = [
  {
    value: 'staff',
    label: 'Staff accounts',
    holds: 'Accounts made, changed and closed, and passwords chosen.',
    empty: 'An account that is made or changed appears here.',
  },
  {
    value: 'policy',
    label: 'Policy',
    holds: 'The first policy and every change of it, with the old and the new terms.',
    empty: 'A policy that is saved appears here.',
  },
  {
    value: 'bank',
    label: 'Question bank',
    holds: 'Questions that came with the product or were changed here.',
    empty: 'Questions that are loaded or changed appear here.',
  },
  {
    value: 'templates',
    label: 'Mail templates',
    holds: 'Changes of what the mails say.',
    empty: 'A mail template that is saved appears here. Until then all mails are as shipped.',
  },
  {
    value: 'system',
    label: 'Imports and system',
    holds: 'Imports from CSV, the student directory, and workflows that stopped before there was an incident.',
    empty: 'An import from CSV appears here, once a file is previewed.',
  },
  {
    value: 'incident',
    label: 'One incident',
    holds: 'Everything that was done about an incident, by its id.',
    empty: 'Nothing has been done about this incident yet.',
  },
] as const;

export type ChainChoice = (typeof chains)[number];

/** What the address asks for: a chain by its name, or an incident by its id; undefined: nothing has been chosen yet. */
export function chosenChain(asked: string | null): { choice: ChainChoice; incidentId: string } | undefined {
  if (asked === null || asked === '') return undefined;
  const named = chains.find(({ value }) => value === asked);
  return named ? { choice: named, incidentId: '' } : { choice: chains[5], incidentId: asked };
}
