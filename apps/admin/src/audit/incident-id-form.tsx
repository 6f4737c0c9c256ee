import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
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
      <FormField
        label="Incident id"
        description="From the summary on the incident’s page."
        secondaryControl={<Button>Show</Button>}
      >
        <Input value={incidentId} onChange={({ detail }) => setIncidentId(detail.value)} />
      </FormField>
    </form>
  );
}
