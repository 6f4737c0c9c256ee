import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import { shortened } from '../format/short-id.ts';

/** An id, shortened, with a button that copies the whole of it. */
export const ShortId = ({ id, what }: { id: string; what: string }) => (
  <CopyToClipboard
    variant="inline"
    textToCopy={id}
    textToDisplay={<span className="rs-mono">{shortened(id)}</span>}
    copyButtonAriaLabel={`Copy ${what}`}
    copySuccessText="Copied"
    copyErrorText="Could not be copied"
  />
);
