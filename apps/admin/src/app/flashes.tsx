import Button from '@cloudscape-design/components/button';
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { toProblem } from '../api/problem.ts';

export interface Flash {
  type: 'success' | 'error' | 'warning' | 'info';
  header: string;
  content?: ReactNode;
  /** A second flash with the same key takes the place of the first; what was done last, that of what was done before. */
  key?: string;
  action?: { text: string; onClick: () => void };
}

interface Flashes {
  show(flash: Flash): void;
  /** Says what went wrong, in the server's words; `doing` heads it: 'The deadline was not moved'. */
  showProblem(thrown: unknown, doing: string, retry?: () => void): void;
  dismiss(key: string): void;
  items: readonly FlashbarProps.MessageDefinition[];
}

const FlashesContext = createContext<Flashes | undefined>(undefined);

/** A component asked for flashes outside their provider; a fault of ours. */
class NoFlashes extends Error {
  readonly code = 'no-flashes';
}

export function useFlashes(): Flashes {
  const flashes = use(FlashesContext);
  if (!flashes) throw new NoFlashes('Flashes need their provider.');
  return flashes;
}

/** Outcomes of what people did, at the top of whatever page they are on by then. */
export function FlashesProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly (Flash & { key: string })[]>([]);
  const dismiss = useCallback((key: string) => setShown((before) => before.filter((flash) => flash.key !== key)), []);
  const show = useCallback((flash: Flash) => {
    const shownNow = { ...flash, key: flash.key ?? (flash.type === 'success' ? 'done' : crypto.randomUUID()) };
    setShown((before) => [shownNow, ...before.filter((other) => other.key !== shownNow.key)].slice(0, 4));
    if (flash.type === 'success')
      setTimeout(() => setShown((before) => before.filter((other) => other !== shownNow)), 12_000);
  }, []);
  const value = useMemo<Flashes>(
    () => ({
      show,
      dismiss,
      showProblem(thrown, doing, retry) {
        const problem = toProblem(thrown);
        show({
          type: 'error',
          header: doing,
          content: problem.words,
          key: `problem:${doing}`,
          ...(retry ? { action: { text: 'Try again', onClick: retry } } : {}),
        });
      },
      items: shown.map((flash) => ({
        id: flash.key,
        type: flash.type,
        header: flash.header,
        content: flash.content,
        dismissible: true,
        dismissLabel: 'Dismiss',
        onDismiss: () => dismiss(flash.key),
        ariaRole: flash.type === 'error' ? 'alert' : 'status',
        ...(flash.action
          ? {
              action: (
                <Button
                  onClick={() => {
                    dismiss(flash.key);
                    flash.action?.onClick();
                  }}
                >
                  {flash.action.text}
                </Button>
              ),
            }
          : {}),
      })),
    }),
    [shown, show, dismiss],
  );
  return <FlashesContext value={value}>{children}</FlashesContext>;
}

export const FlashList = () => <Flashbar items={[...useFlashes().items]} stackItems />;
