import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dataOf } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { toProblem } from '../api/problem.ts';
import { Empty } from '../ui/empty.tsx';
import { When } from '../ui/when.tsx';
import type { Incident } from './actions/action-form.tsx';
import { findAction } from './actions/catalogue.ts';
import { EVIDENCE_EXTENSIONS, EVIDENCE_MB_MAX, sizeWords, toBase64 } from './evidence-file.ts';

type File = Schemas['EvidenceView'];

/** Files that belong to an incident; officers alone see them. */
export function Evidence({ incident }: { incident: Incident }) {
  const api = useApi();
  const [leaving, setLeaving] = useState<File>();
  const path = { incidentId: incident.id };
  const save = useMutation({
    mutationFn: async (file: File) => {
      const content = await dataOf(
        api.GET('/incident/{incidentId}/evidence/{evidenceId}', {
          params: { path: { ...path, evidenceId: file.id } },
          headers: { Accept: 'application/octet-stream' },
          parseAs: 'blob',
        }),
      );
      saveAs(file.name, content);
    },
  });
  const mayRemove = findAction(incident.actions, 'remove-evidence') !== undefined;
  return (
    <SpaceBetween size="l">
      {findAction(incident.actions, 'evidence') ? <AddEvidence incidentId={incident.id} /> : null}
      {save.error ? <Alert type="error">{toProblem(save.error).words}</Alert> : null}
      {incident.evidence.length === 0 ? (
        <Empty title="No files yet">Add what the finding rests on: a similarity report, scans, correspondence.</Empty>
      ) : (
        [...incident.evidence]
          .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
          .map((file) => (
            <div key={file.id}>
              <div className="rs-plain-text">{file.name}</div>
              <Box variant="small">
                {sizeWords(file.sizeBytes)}, added by <b>{file.by.name}</b>, <When at={file.at} />
              </Box>
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  variant="inline-link"
                  ariaLabel={`Save ${file.name}`}
                  loading={save.isPending && save.variables?.id === file.id}
                  onClick={() => save.mutate(file)}
                >
                  Save
                </Button>
                {mayRemove ? (
                  <Button variant="inline-link" ariaLabel={`Remove ${file.name}`} onClick={() => setLeaving(file)}>
                    Remove
                  </Button>
                ) : null}
              </SpaceBetween>
            </div>
          ))
      )}
      {leaving ? <RemoveEvidence incidentId={incident.id} file={leaving} onDone={() => setLeaving(undefined)} /> : null}
    </SpaceBetween>
  );
}

function AddEvidence({ incidentId }: { incidentId: string }) {
  const api = useApi();
  const queries = useQueryClient();
  const [files, setFiles] = useState<globalThis.File[]>([]);
  const add = useMutation({
    mutationFn: async (file: globalThis.File) => {
      const content = toBase64(new Uint8Array(await file.arrayBuffer()));
      return dataOf(
        api.POST('/incident/{incidentId}/evidence', {
          params: { path: { incidentId } },
          body: { name: file.name, content },
        }),
      );
    },
    onSuccess: (detail) => {
      setFiles([]);
      queries.setQueryData(['incident', incidentId], detail);
    },
  });
  const [file] = files;
  const isTooLarge = file !== undefined && file.size > EVIDENCE_MB_MAX * 1024 * 1024;
  const tooLarge = isTooLarge ? `Use a file of at most ${EVIDENCE_MB_MAX} MB.` : '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (file && !isTooLarge && !add.isPending) add.mutate(file);
      }}
    >
      <SpaceBetween size="s">
        <FormField
          label="New file"
          description="For officers; neither the student nor who reported it sees it."
          constraintText={`${EVIDENCE_EXTENSIONS.join(', ')}; up to ${EVIDENCE_MB_MAX} MB`}
          errorText={tooLarge || (add.error ? toProblem(add.error).words : '')}
          stretch
        >
          <FileUpload
            accept={EVIDENCE_EXTENSIONS.join(',')}
            value={files}
            onChange={({ detail }) => {
              add.reset();
              setFiles(detail.value);
            }}
            showFileSize
            i18nStrings={{
              uploadButtonText: () => 'Choose file',
              dropzoneText: () => 'Drop the file here',
              removeFileAriaLabel: () => 'Choose none',
              limitShowFewer: 'Show fewer',
              limitShowMore: 'Show more',
              errorIconAriaLabel: 'Error',
            }}
          />
        </FormField>
        <Button formAction="submit" disabled={!file || isTooLarge} loading={add.isPending}>
          Add file
        </Button>
      </SpaceBetween>
    </form>
  );
}

function RemoveEvidence({ incidentId, file, onDone }: { incidentId: string; file: File; onDone: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [why, setWhy] = useState('');
  const remove = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/incident/{incidentId}/remove-evidence', {
          params: { path: { incidentId } },
          body: { evidenceId: file.id, why: why.trim() },
        }),
      ),
    onSuccess: (detail) => {
      queries.setQueryData(['incident', incidentId], detail);
      onDone();
    },
  });
  return (
    <Modal
      visible
      header="Remove file"
      closeAriaLabel="Close"
      onDismiss={onDone}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onDone}>Cancel</Button>
            <Button
              variant="primary"
              disabled={!why.trim()}
              loading={remove.isPending}
              onClick={() => {
                if (!remove.isPending) remove.mutate();
              }}
            >
              Remove file
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <div className="rs-plain-text">{file.name}</div>
        <FormField
          label="Reason"
          description="It is kept in the audit log."
          errorText={remove.error ? toProblem(remove.error).words : ''}
        >
          <Textarea value={why} onChange={({ detail }) => setWhy(detail.value)} rows={2} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}

/** Hands a file to the browser to save; it is never shown as a page of this site. */
function saveAs(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
