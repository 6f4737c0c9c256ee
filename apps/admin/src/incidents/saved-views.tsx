import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSite } from '../api/context.tsx';
import { parseViews, type View, viewOf } from './views.ts';

/** Views that this person saved in this browser. */
export function useSavedViews(): { views: View[]; save: (views: View[]) => void } {
  const { me } = useSite();
  const key = `resit-admin-views:${me.sub}`;
  const [views, setViews] = useState(() => parseViews(localStorage.getItem(key)));
  return {
    views,
    save(next) {
      localStorage.setItem(key, JSON.stringify(next));
      setViews(next);
    },
  };
}

interface ViewSelectProps {
  builtIn: readonly View[];
  saved: readonly View[];
  search: string;
  onChoose: (view: View) => void;
}

export function ViewSelect({ builtIn, saved, search, onChoose }: ViewSelectProps) {
  const all = [...saved, ...builtIn];
  const current = viewOf(all, search);
  const option = ({ id, name }: View) => ({ value: id, label: name });
  return (
    <Select
      selectedOption={current ? option(current) : { value: '', label: 'Your own filter' }}
      options={[
        ...(saved.length > 0 ? [{ label: 'Saved by you', options: saved.map(option) }] : []),
        { label: 'Views', options: builtIn.map(option) },
      ]}
      onChange={({ detail }) => {
        const chosen = all.find(({ id }) => id === detail.selectedOption.value);
        if (chosen) onChoose(chosen);
      }}
      ariaLabel="View"
      expandToViewport
    />
  );
}

interface ViewActionsProps {
  saved: readonly View[];
  search: string;
  onSave: (views: View[]) => void;
}

/** Saves the list as it is narrowed now under a name, and takes saved ones away. */
export function ViewActions({ saved, search, onSave }: ViewActionsProps) {
  const [name, setName] = useState<string>();
  const current = viewOf(saved, search);
  const add = () => {
    const wanted = name?.trim();
    if (!wanted) return;
    onSave([...saved.filter((view) => view.name !== wanted), { id: crypto.randomUUID(), name: wanted, search }]);
    setName(undefined);
  };
  return (
    <>
      <ButtonDropdown
        items={[
          { id: 'save', text: 'Save this view…', disabled: current !== undefined },
          { id: 'delete', text: 'Delete this view', disabled: current === undefined },
        ]}
        onItemClick={({ detail }) => {
          if (detail.id === 'save') setName('');
          else onSave(saved.filter((view) => view !== current));
        }}
      >
        View
      </ButtonDropdown>
      <Modal
        visible={name !== undefined}
        onDismiss={() => setName(undefined)}
        header="Save this view"
        footer={
          <Box float="right">
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => setName(undefined)}>
                Cancel
              </Button>
              <Button variant="primary" disabled={!name?.trim()} onClick={add}>
                Save view
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <FormField
            label="Name"
            description="Filters and order are kept in this browser, for you alone. To share them, send the page’s address."
          >
            <Input value={name ?? ''} onChange={({ detail }) => setName(detail.value)} autoFocus />
          </FormField>
        </form>
      </Modal>
    </>
  );
}
