import Box from '@cloudscape-design/components/box';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import type { Schemas } from '../api/context.tsx';
import { Empty } from '../ui/empty.tsx';
import { When } from '../ui/when.tsx';

type Entry = Schemas['TimelineEntry'];

const statuses: Readonly<Record<Entry['kind'], StepsProps.Status>> = {
  change: 'success',
  mail: 'info',
  exam: 'success',
  workflow: 'pending',
};
const kinds: Readonly<Record<Entry['kind'], string>> = {
  change: 'Change',
  mail: 'Mail',
  exam: 'Exam',
  workflow: 'Workflow',
};

/** Who did what, when and why; newest first. */
export function Timeline({ entries }: { entries: readonly Entry[] }) {
  if (entries.length === 0)
    return <Empty title="Nothing has happened yet">Every change appears here with who made it, when, and why.</Empty>;
  const newestFirst = [...entries].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <Steps
      ariaLabel="Timeline"
      steps={newestFirst.map((entry) => ({
        status: /bounced|stopped|failed/.test(entry.action) ? 'warning' : statuses[entry.kind],
        statusIconAriaLabel: kinds[entry.kind],
        header: <span className="rs-strong">{entry.text}</span>,
        details: (
          <>
            <Box variant="small">
              {entry.actor ? `${entry.actor.name} · ` : ''}
              <When at={entry.at} />
            </Box>
            {entry.why ? (
              <Box variant="p" color="text-body-secondary">
                <span className="rs-plain-text">“{entry.why}”</span>
              </Box>
            ) : null}
          </>
        ),
      }))}
    />
  );
}
