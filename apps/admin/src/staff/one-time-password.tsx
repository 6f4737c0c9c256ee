import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Schemas } from '../api/context.tsx';
import { When } from '../ui/when.tsx';

const copied = { copySuccessText: 'Copied', copyErrorText: 'Could not be copied' };

/** A one-time password, shown this once. */
export const OneTimePassword = ({ made, onClose }: { made: Schemas['OneTimePassword']; onClose: () => void }) => (
  <Modal
    visible
    header={`One-time password for ${made.staff.name}`}
    closeAriaLabel="Close"
    onDismiss={onClose}
    footer={
      <Box float="right">
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </Box>
    }
  >
    <SpaceBetween size="l">
      <Alert type="info">
        Give it to the person now: it is shown this once. It must be changed at the first sign-in.
      </Alert>
      <KeyValuePairs
        columns={1}
        items={[
          {
            label: 'User name',
            value: (
              <CopyToClipboard
                variant="inline"
                textToCopy={made.staff.username}
                copyButtonAriaLabel="Copy user name"
                {...copied}
              />
            ),
          },
          {
            label: 'One-time password',
            value: (
              <span className="rs-mono">
                <CopyToClipboard
                  variant="inline"
                  textToCopy={made.oneTimePassword}
                  copyButtonAriaLabel="Copy password"
                  {...copied}
                />
              </span>
            ),
          },
          { label: 'Ends', value: <When at={made.expiresAt} clock="wall" /> },
        ]}
      />
    </SpaceBetween>
  </Modal>
);
