import { randomBelow, weighted } from './random.ts';

/** What happens to a case on one of its days. */
export type Step =
  | {
      do:
        | 'confirm'
        | 'refuse'
        | 'withdraw'
        | 'excuse'
        | 'mark-bounced'
        | 'resend'
        | 'note'
        | 'ask'
        | 'mistake'
        | 'look'
        | 'stop'
        | 'resume';
    }
  | { do: 'sit' | 'save' | 'hand-in'; known: number }
  | { do: 'begin'; known: number }
  | { do: 'extend'; days: number }
  | { do: 'adjust'; extraTimePercent: number; breakMinutes: number; extraDays: number }
  | { do: 'answer'; granted: boolean; days: number }
  | { do: 'decide'; decision: 'attempt-granted' | 'penalty' | 'dismissed' };

/** One incident from its report on, with everything that people do about it, whether or not it can be done by then. */
export interface Case {
  number: number;
  /** Day of the report, from 0. */
  day: number;
  reporter: 'reporter' | 'lecturer' | 'administrator';
  straight: boolean;
  /** Mail to the student's address is refused. */
  unreachable: boolean;
  name: string;
  /** By day. */
  steps: ReadonlyMap<number, readonly Step[]>;
  /** The last thing before the office moves: what follows from it is left to whoever goes on. */
  closing?: Step;
  /** The first thing once it has moved, on the same day. */
  opening?: Step;
}

/** Days in which things are done; the days after see what is left come to its end, or wait. */
export const DAYS = 18;
const PASS_MARK = 14;
const QUESTIONS = 20;

const names = [
  "Siobhán O'Brien",
  'Zoë "Z" Żółć',
  'Back\\slash Smith',
  '李 雷 🎓',
  'Ann Lee',
  'Ümit Ağaoğlu',
  "D'Arcy 'Dee' N'Dour",
];

/** The case of a number: the same for the same seed, on whichever host it is played. */
export function caseOf(seed: number, number: number): Case {
  const below = randomBelow(seed * 1_000_003 + number);
  const day = below(3);
  const reporter = weighted(below, [
    [6, 'reporter'],
    [2, 'lecturer'],
    [1, 'administrator'],
  ] as const);
  const straight = reporter !== 'lecturer' && below(10) === 0;
  const steps = new Map<number, Step[]>();
  const add = (at: number, step: Step): void => {
    if (at <= DAYS) steps.set(at, [...(steps.get(at) ?? []), step]);
  };
  if (reporter === 'lecturer')
    add(day + 1 + below(3), {
      do: weighted(below, [
        [7, 'confirm'],
        [1, 'refuse'],
        [1, 'note'],
      ] as const),
    });
  const busy = 1 + below(5);
  let at = day;
  for (let turn = 0; turn < busy; turn += 1) {
    at += 1 + below(3);
    add(at, stepOf(below));
  }
  // Whoever was asked answers, whoever waits for a decision gets one, by and large.
  if (below(4) > 0) add(DAYS - 2 + below(2), { do: 'answer', granted: below(2) === 0, days: 1 + below(4) });
  if (below(5) > 0)
    add(DAYS - below(2), {
      do: 'decide',
      decision: weighted(below, [
        [1, 'dismissed'],
        [2, 'penalty'],
      ] as const),
    });
  return {
    number,
    day,
    reporter,
    straight,
    unreachable: below(25) === 0,
    name: names[below(names.length)] as string,
    steps,
  };
}

function stepOf(below: (n: number) => number): Step {
  return weighted<() => Step>(below, [
    [10, () => ({ do: 'sit', known: PASS_MARK + below(QUESTIONS - PASS_MARK + 1) })],
    [14, () => ({ do: 'sit', known: below(PASS_MARK) })],
    [4, () => ({ do: 'begin', known: below(QUESTIONS + 1) })],
    [3, () => ({ do: 'ask' })],
    [1, () => ({ do: 'mistake' })],
    [3, () => ({ do: 'answer', granted: below(2) === 0, days: 1 + below(6) })],
    [3, () => ({ do: 'extend', days: 1 + below(10) })],
    [2, () => ({ do: 'adjust', extraTimePercent: below(4) * 25, breakMinutes: below(3) * 10, extraDays: below(4) })],
    [2, () => ({ do: 'excuse' })],
    [2, () => ({ do: 'withdraw' })],
    [2, () => ({ do: 'mark-bounced' })],
    [2, () => ({ do: 'resend' })],
    [1, () => ({ do: 'note' })],
    [2, () => ({ do: 'look' })],
    [
      4,
      () => ({
        do: 'decide',
        decision: weighted(below, [
          [3, 'attempt-granted'],
          [1, 'dismissed'],
          [1, 'penalty'],
        ] as const),
      }),
    ],
  ])();
}
