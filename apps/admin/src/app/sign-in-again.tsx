import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import type { Session } from '../auth/session.ts';

/** The issuer gives no more tokens. What was being written is said to be at stake before the page is left. */
export function SignInAgain({ visible, session }: { visible: boolean; session: Session }) {
  return (
    <Modal
      visible={visible}
      header="Your sign-in has ended"
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <Button
            variant="primary"
            onClick={() => void session.signIn(location.pathname + location.search + location.hash)}
          >
            Sign in again
          </Button>
        </Box>
      }
    >
      Sign in again to go on; you come back to this page. What you have written here and not saved is lost when you do,
      so copy it first if it is long.
    </Modal>
  );
}
