import type { Incident } from './action-form.tsx';
import { AdjustForm } from './adjust-form.tsx';
import { AnswerForm } from './answer-form.tsx';
import type { MenuActionName } from './catalogue.ts';
import { ConfirmForm } from './confirm-form.tsx';
import { DecideForm } from './decide-form.tsx';
import { ExtendForm } from './extend-form.tsx';
import { IssueCodeForm } from './issue-code-form.tsx';
import { ReasonForm } from './reason-form.tsx';
import { ResendForm } from './resend-form.tsx';
import { ResumeForm } from './resume-form.tsx';

interface OpenActionProps {
  name: MenuActionName;
  /** The request to answer; the oldest open one if absent. */
  requestId?: string | undefined;
  incident: Incident;
  onClose: () => void;
}

/** The form of an action. A new action of the API fails to compile here until it has one. */
export function OpenAction({ name, requestId, incident, onClose }: OpenActionProps) {
  const props = { incident, onClose };
  switch (name) {
    case 'refuse':
    case 'excuse':
    case 'withdraw':
    case 'mark-bounced':
    case 'redrive':
      return <ReasonForm name={name} {...props} />;
    case 'confirm':
      return <ConfirmForm {...props} />;
    case 'extend-deadline':
      return <ExtendForm {...props} />;
    case 'adjust':
      return <AdjustForm {...props} />;
    case 'resend-invitation':
      return <ResendForm {...props} />;
    case 'issue-code':
      return <IssueCodeForm {...props} />;
    case 'decide':
      return <DecideForm {...props} />;
    case 'resume':
      return <ResumeForm {...props} />;
    case 'answer-request': {
      const request = incident.requests.find(({ id, answer }) => (requestId ? id === requestId : !answer));
      return request ? <AnswerForm request={request} {...props} /> : null;
    }
  }
}
