import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type Action, labelOf, type MenuActionName, menuOf, waitedFor } from './catalogue.ts';

interface ActionMenuProps {
  actions: readonly Action[];
  /** Whether the incident has ended: some actions are called otherwise then. */
  ended: boolean;
  onOpen: (name: MenuActionName) => void;
}

/** What the server allows now: the one that is waited for as a button, everything in the menu. */
export function ActionMenu({ actions, ended, onOpen }: ActionMenuProps) {
  const groups = menuOf(actions, ended);
  const first = waitedFor(actions);
  if (groups.length === 0) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <ButtonDropdown
        items={groups.map(({ title, items }) => ({
          id: title,
          text: title,
          items: items.map(({ name, label }) => ({ id: name, text: `${label}…` })),
        }))}
        onItemClick={({ detail }) => onOpen(detail.id as MenuActionName)}
      >
        Actions
      </ButtonDropdown>
      {first ? (
        <Button variant="primary" onClick={() => onOpen(first)}>
          {labelOf(first, ended)}
        </Button>
      ) : null}
    </SpaceBetween>
  );
}
