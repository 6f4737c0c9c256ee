import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';

/** Asks which incident's chain to show. */
export function IncidentIdForm({ shown, onShow }: { shown: string; onShow: (incidentId: string) => void }) {
  const [incidentId, setIncidentId] = useState(shown);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (incidentId.trim()) onShow(incidentId.trim());
      }}
    >
      <SpaceBetween direction="horizontal" size="s" alignItems="end">
        <FormField label="Incident id">
          <Input value={incidentId} onChange={({ detail }) => setIncidentId(detail.value)} />
        </FormField>
        <Button>Show</Button>
      </SpaceBetween>
    </form>
  );
}
